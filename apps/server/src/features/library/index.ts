export { addLibraryRoutes, type LibraryDecided } from './api.ts';
export { readLibraryKeys } from './keys.ts';
export { createShelf, type Shelf } from './shelf.ts';
export { createLibraryWatch, type LibraryWatch } from './watch.ts';
