// Puts three entries at a time into the outbox of a folder, says the number of each three that is kept, until it is killed.
import { createOutboxFile } from '../src/platform/node/outbox-file.ts';
import { createSeal } from '../src/platform/node/seal.ts';

const [, , folder = '', first = '0'] = process.argv;
const outbox = createOutboxFile(folder, createSeal(new Uint8Array(32).fill(7)), {
  bytes: 64 * 1024 * 1024,
  waste: 256 * 1024,
});
for (let number = Number(first); ; number++) {
  await outbox.put(
    ['a', 'b', 'c'].map((part, index) => ({
      key: `${number}${part}`,
      kind: index === 2 ? 'evidence' : 'message',
      bytes: new Uint8Array(index === 2 ? 20_000 : 100).fill(number % 251),
    })),
  );
  process.stdout.write(`${number}\n`);
  // A third of what is kept is sent and deleted: the file is written anew now and then.
  if (number % 3 === 0) await outbox.delete(['a', 'b', 'c'].map((part) => `${number}${part}`));
}
