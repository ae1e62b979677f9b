/* What a surveyor's telephone keeps until it is sent: the filled forms, and their photos and signatures.
   Everything belongs to one person (`who`); it leaves the telephone when it has arrived, or when he throws it away. */
(() => {
  "use strict";
  const opened = new Promise((done) => {
    try {
      const request = indexedDB.open("idi-field", 1);
      request.onupgradeneeded = () => {
        request.result.createObjectStore("reports", { keyPath: "key" });
        request.result.createObjectStore("files", { keyPath: "id" }).createIndex("report", "report");
      };
      request.onsuccess = () => done(request.result);
      request.onerror = () => done(null);
      request.onblocked = () => done(null);
    } catch {
      done(null);
    }
  });

  /* One transaction over both stores; it is kept whole or not at all. `act` answers a request, or nothing. */
  const within = async (mode, act) => {
    const database = await opened;
    if (!database) throw new Error("This browser keeps nothing.");
    return new Promise((done, fail) => {
      const transaction = database.transaction(["reports", "files"], mode, { durability: "strict" });
      const request = act(transaction.objectStore("reports"), transaction.objectStore("files"));
      transaction.oncomplete = () => done(request ? request.result : undefined);
      transaction.onerror = () => fail(transaction.error);
      transaction.onabort = () => fail(transaction.error || new Error("Not kept."));
    });
  };

  const changed = () => {
    const told = new BroadcastChannel("idi-field");
    told.postMessage("changed");
    told.close();
  };
  const write = async (act) => {
    await within("readwrite", act);
    changed();
  };
  const withoutFiles = (files, key) => {
    files.index("report").getAllKeys(key).onsuccess = (found) => found.target.result.forEach((id) => files.delete(id));
  };

  self.idiField = {
    works: opened.then((database) => database !== null),
    all: () => within("readonly", (reports) => reports.getAll()),
    report: (key) => within("readonly", (reports) => reports.get(key)),
    filesOf: (key) => within("readonly", (_reports, files) => files.index("report").getAll(key)),
    put: (report) => write((reports) => { reports.put({ ...report, at: Date.now() }); }),
    putFile: (file) => write((_reports, files) => { files.put(file); }),
    /* Change a file that is still there; it may have been sent or thrown away meanwhile. */
    changeFile: (id, change) =>
      write((_reports, files) => {
        files.get(id).onsuccess = (found) => {
          if (found.target.result) files.put({ ...found.target.result, ...change });
        };
      }),
    dropFile: (id) => write((_reports, files) => { files.delete(id); }),
    drop: (key) => write((reports, files) => { reports.delete(key); withoutFiles(files, key); }),
    /* It has arrived: only what is said of it stays, until the day is over. */
    finish: ({ key, who, title, to }, said) =>
      write((reports, files) => {
        reports.put({ key, who, title, to, said, state: "done", at: Date.now() });
        withoutFiles(files, key);
      }),
    /* Change a form only while it is in one of these states, so that of two who change it one does. */
    move: (key, from, change) =>
      write((reports) => {
        reports.get(key).onsuccess = (found) => {
          const report = found.target.result;
          if (report && from.includes(report.state)) reports.put({ ...report, ...change });
        };
      }),
  };
})();
