// Prints the import law; with --write, puts it into ARCHITECTURE.md between its markers.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { renderTable, withTable } from './architecture/table.ts';

const file = path.join(import.meta.dirname, '..', 'ARCHITECTURE.md');

if (process.argv.includes('--write')) {
  const updated = withTable(readFileSync(file, 'utf8'));
  if (updated === undefined) throw new Error('ARCHITECTURE.md has lost the markers of the import law.');
  writeFileSync(file, updated);
} else {
  process.stdout.write(`${renderTable()}\n`);
}
