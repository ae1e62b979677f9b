"""Pages on which homes are bound: by the code on a home's notice, by an owner's invitation, checked at a desk."""
