// Judges a public schema with its operations by this crate and by the reference implementation, and counts where they
// differ. Not a part of CI: README.md beside this file says how to get what it needs.
//
//   node judge.mjs --bcrumbs PATH --schema FILE --mutants N --seed N FILE|FOLDER...

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildClientSchema, buildSchema, parse, print, specifiedRules, validate, visit } from 'graphql';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    bcrumbs: { type: 'string', default: 'bcrumbs' },
    schema: { type: 'string' },
    mutants: { type: 'string', default: '0' },
    seed: { type: 'string', default: '1' },
  },
});

const text = readFileSync(values.schema, 'utf8');
const schema = text.trimStart().startsWith('{')
  ? buildClientSchema(JSON.parse(text).data ?? JSON.parse(text))
  : buildSchema(text, { assumeValidSDL: true });

function filesBelow(path) {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path).flatMap((name) => filesBelow(join(path, name))).filter((file) => /\.(graphql|gql)$/.test(file));
}

// One document for each operation, with the fragments that it reaches, whatever file they stand in.
function documents(files) {
  const definitions = files.flatMap((file) => parse(readFileSync(file, 'utf8'), { noLocation: true }).definitions);
  const fragments = new Map();
  for (const one of definitions) if (one.kind === 'FragmentDefinition') fragments.set(one.name.value, one);
  return definitions.filter((one) => one.kind === 'OperationDefinition').map((operation) => {
    const reached = new Set();
    const open = [operation];
    while (open.length > 0) {
      visit(open.pop(), {
        FragmentSpread(spread) {
          const fragment = fragments.get(spread.name.value);
          if (fragment && !reached.has(fragment)) {
            reached.add(fragment);
            open.push(fragment);
          }
        },
      });
    }
    return [operation, ...reached].map(print).join('\n\n') + '\n';
  });
}

// A generator of numbers that gives the same ones for the same seed.
function numbers(seed) {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

// A document with one token left out, doubled, or replaced by another one of the same document.
function mutant(document, next) {
  const tokens = document.match(/"(?:[^"\\\n]|\\.)*"|\.\.\.|[A-Za-z_]\w*|-?\d+(?:\.\d+)?|[^\s]/g);
  const at = next(tokens.length);
  const other = tokens[next(tokens.length)];
  const replaced = [[], [tokens[at], tokens[at]], [other], [tokens[at] + 'x']][next(4)];
  return [...tokens.slice(0, at), ...replaced, ...tokens.slice(at + 1)].join(' ') + '\n';
}

function reference(document) {
  try {
    return validate(schema, parse(document), specifiedRules, { maxErrors: 1000 }).map((error) => error.message);
  } catch (error) {
    return [error.message];
  }
}

// The errors by the path of each file.
function ours(paths, more = []) {
  let out;
  const call = ['schema', 'check', '--schema', values.schema, '--allow', 'codegen', '--allow', 'deprecation',
    '--allow', 'wire', '--output', 'json', ...more, ...paths];
  try {
    out = execFileSync(values.bcrumbs, call, { maxBuffer: 2 ** 30, stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    if (error.status !== 1) throw error;
    out = error.stdout;
  }
  const found = new Map();
  for (const one of JSON.parse(out).diagnostics) {
    found.set(one.file, [...(found.get(one.file) ?? []), `${one.code}: ${one.message}`]);
  }
  return found;
}

const files = positionals.flatMap(filesBelow);
const originals = documents(files);
const next = numbers(Number(values.seed));
const mutants = Array.from({ length: Number(values.mutants) }, () => mutant(originals[next(originals.length)], next));
const folder = mkdtempSync(join(tmpdir(), 'judge-'));
let differ = 0;
let refused = 0;
let echoes = 0;
try {
  const all = [...originals, ...mutants];
  const paths = all.map((document, at) => {
    const path = join(folder, `${String(at).padStart(6, '0')}.graphql`);
    writeFileSync(path, document);
    return path;
  });
  const found = ours([folder]);
  all.forEach((document, at) => {
    const theirs = reference(document);
    const mine = found.get(paths[at]) ?? [];
    refused += theirs.length > 0 ? 1 : 0;
    if (theirs.length > 0 && mine.length > theirs.length) {
      echoes += 1;
      if (echoes <= 5) console.log(`MORE FINDINGS\nreference: ${theirs.join('; ')}\nhere: ${mine.join('; ')}\n`);
    }
    if ((theirs.length === 0) !== (mine.length === 0)) {
      differ += 1;
      if (differ <= 20) console.log(`DIFFERS\n${document}reference: ${theirs.slice(0, 3).join('; ') || 'valid'}\nhere: ${mine.slice(0, 3).join('; ') || 'valid'}\n`);
    }
  });
  const shared = [...ours(files, ['--shared-fragments']).values()].flat();
  console.log(`${values.schema}: ${files.length} files, ${originals.length} operations, ${mutants.length} mutants`);
  console.log(`  ${refused} refused by the reference, ${differ} verdicts differ, ${echoes} with more findings here`);
  console.log(`  ${shared.length} findings in the files as they stand, with shared fragments`);
  shared.slice(0, 5).forEach((finding) => console.log(`    ${finding}`));
} finally {
  rmSync(folder, { recursive: true });
}
process.exitCode = differ === 0 ? 0 : 1;
