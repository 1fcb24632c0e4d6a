// @ts-check
// Comes before each test file of the node stage. The test runner of Node watches each promise from its making to its end,
// so that it can say of an error that nobody caught in which test it was made; that has "a performance impact"
// (nodejs.org/api/async_hooks.html), which was nine tenths of the work of tests with many promises. Without that it still
// hears of such an error, writes it down, and the file fails; `node <file>` by hand names the test.
import hooks from 'node:async_hooks';

const { createHook } = hooks;
hooks.createHook = (wanted) => createHook({ ...wanted, trackPromises: false });
