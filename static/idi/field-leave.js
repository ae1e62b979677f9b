/* On the pages of the log-in nobody is logged in: what a surveyor's telephone kept of the day's visits is forgotten.
   What he has not sent yet stays; it is shown and sent only when he himself logs in again. */
if ("caches" in self) caches.delete("idi-field-pages");
