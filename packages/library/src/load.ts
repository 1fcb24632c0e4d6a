import type { SpellingTable } from '@lapwing/detection/spelling.ts';
import type { PolicyKey } from '@lapwing/detection/term.ts';
import { z } from 'zod';
import { libraryPageSchema, type LibraryPage } from './guidance-page.ts';
import { guidanceSchema, policyFileSchema, type Guidance, type LibraryTerm } from './schema.ts';

/** A file of the library, parsed as JSON and not yet trusted. `name` is for messages: `policies/drugs.json`. */
export type LibraryFile = { readonly name: string; readonly content: unknown };

export type LibraryFiles = {
  /** Of the shipped `library.json`. */
  readonly about: unknown;
  /** Of `classes.json`: the word classes that wordings name. */
  readonly classes: unknown;
  /** Of `spellings.json`: other ways to write words of the terms. */
  readonly spellings: unknown;
  readonly policies: readonly LibraryFile[];
  readonly guidance: readonly LibraryFile[];
  /** Of `guidance-pages/`: pages that belong to no single risk. A library of before has none. */
  readonly pages?: readonly LibraryFile[] | undefined;
};

export type Library = {
  readonly version: string;
  /** All managed terms, sorted by id. */
  readonly terms: readonly LibraryTerm[];
  /** Word classes by name; `compileOptions` gives them to `compilePack`, and the spellings too. */
  readonly classes: { readonly [name: string]: readonly string[] };
  readonly spellings: SpellingTable;
  readonly guidance: ReadonlyMap<PolicyKey, Guidance>;
  /** Pages that belong to no single risk, by key. */
  readonly pages: ReadonlyMap<string, LibraryPage>;
};

/** `problems` name the file and the place, for whoever edits the library. */
export type LoadedLibrary =
  | { readonly ok: true; readonly library: Library }
  | { readonly ok: false; readonly problems: readonly string[] };

const aboutSchema = z.strictObject({ version: z.string().regex(/^\d{4}\.\d{1,2}\.\d+$/u) });

const classesSchema = z.record(
  z.string().regex(/^[a-z][a-z-]*$/u, 'The name of a word class is lower case letters and hyphens.'),
  z.array(z.string().min(1).max(4000)).min(1),
);

const policyKeys: ReadonlySet<string> = new Set(guidanceSchema.shape.policy.options);

const written = z
  .string()
  .regex(/^[\p{Ll}\p{N}]+(?: [\p{Ll}\p{N}]+){0,2}$/u, 'Words are lower case, parted by a space.');
const spellingsSchema = z.strictObject({
  words: z.record(z.string().regex(/^[\p{Ll}\p{N}]+$/u), z.array(written).min(1)),
  phrases: z.record(written, z.array(written).min(1)),
});

/** Checks the library as a whole: shape, one home for each term, sorted, guidance for each policy. */
export function loadLibrary(files: LibraryFiles): LoadedLibrary {
  const problems: string[] = [];
  const terms: LibraryTerm[] = [];
  const guidance = new Map<PolicyKey, Guidance>();
  const pages = new Map<string, LibraryPage>();
  const policies = new Set<PolicyKey>();
  const homes = new Set<string>();

  const about = aboutSchema.safeParse(files.about);
  if (!about.success) problems.push(`library.json: ${z.prettifyError(about.error)}`);

  const classes = classesSchema.safeParse(files.classes);
  if (!classes.success) problems.push(`classes.json: ${z.prettifyError(classes.error)}`);

  const spellings = spellingsSchema.safeParse(files.spellings);
  if (!spellings.success) problems.push(`spellings.json: ${z.prettifyError(spellings.error)}`);

  for (const { name, content } of files.policies) {
    const parsed = policyFileSchema.safeParse(content);
    if (!parsed.success) {
      problems.push(`${name}: ${z.prettifyError(parsed.error)}`);
      continue;
    }
    const { policy, language } = parsed.data;
    const home = `${policy} in ${language ?? 'en'}`;
    if (homes.has(home)) problems.push(`${name}: ${home} has another file already.`);
    homes.add(home);
    policies.add(policy);
    for (const [place, term] of parsed.data.terms.entries()) {
      if (!term.id.startsWith(`${policy}.`))
        problems.push(`${name}: the id ${term.id} must begin with "${policy}.".`);
      const next = parsed.data.terms[place + 1];
      if (next !== undefined && term.id >= next.id)
        problems.push(`${name}: ${next.id} must come before ${term.id}.`);
      if (term.language !== undefined && language !== undefined)
        problems.push(`${name}: the language of ${term.id} is said by the file already.`);
      terms.push(language === undefined ? { ...term, policy } : { ...term, policy, language });
    }
  }
  for (const { name, content } of files.guidance) {
    const parsed = guidanceSchema.safeParse(content);
    if (!parsed.success) problems.push(`${name}: ${z.prettifyError(parsed.error)}`);
    else guidance.set(parsed.data.policy, parsed.data);
  }
  for (const { name, content } of files.pages ?? []) {
    const parsed = libraryPageSchema.safeParse(content);
    if (!parsed.success) {
      problems.push(`${name}: ${z.prettifyError(parsed.error)}`);
      continue;
    }
    const { key } = parsed.data;
    // Pages and risks share one address space: `/guidance/suicide`, `/guidance/difficult-conversations`.
    if (pages.has(key) || policyKeys.has(key)) problems.push(`${name}: the key ${key} is taken.`);
    pages.set(key, parsed.data);
  }
  for (const policy of policies) {
    if (!guidance.has(policy)) problems.push(`guidance/${policy}.json is missing.`);
  }
  if (problems.length > 0 || !about.success || !classes.success || !spellings.success)
    return { ok: false, problems };
  terms.sort((a, b) => (a.id < b.id ? -1 : 1));
  return {
    ok: true,
    library: {
      version: about.data.version,
      terms,
      classes: classes.data,
      spellings: spellings.data,
      guidance,
      pages,
    },
  };
}
