/** Tells whoever waits what is being done; beside the figures. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** A line of the figures. */
export function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
