#!/usr/bin/env node
// Makes the next version of every package out of the changesets, with changelogs:
//   npm run version:packages
// Why it is not `changeset version` alone: docs/decisions/peers-move-with-minors.md.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const launcher = fileURLToPath(new URL('pnpm.mjs', import.meta.url));
const manifests = readdirSync(path.join(root, 'packages')).map(name =>
  path.join(root, 'packages', name, 'package.json'),
);
const kept = 'workspace:^';
const whileCounting = 'workspace:>=0.1.0 <1.0.0';

/** Gives every peer on a sibling another range. */
function writePeers(from, to) {
  for (const file of manifests) {
    const manifest = JSON.parse(readFileSync(file, 'utf8'));
    const peers = Object.entries(manifest.peerDependencies ?? {});
    const changed = peers.filter(([name, range]) => name.startsWith('@trader/') && range === from);
    if (changed.length === 0) continue;
    for (const [name] of changed) manifest.peerDependencies[name] = to;
    writeFileSync(file, `${JSON.stringify(manifest, undefined, 2)}\n`);
  }
}

let status = 1;
writePeers(kept, whileCounting);
try {
  ({ status } = spawnSync(process.execPath, [launcher, 'exec', 'changeset', 'version', ...process.argv.slice(2)], {
    cwd: root,
    stdio: 'inherit',
  }));
} finally {
  writePeers(whileCounting, kept);
}
if (status === 0) {
  const { version } = JSON.parse(readFileSync(path.join(root, 'packages/core/package.json'), 'utf8'));
  const file = path.join(root, 'packages/core/src/version.ts');
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, text.replace(/coreVersion = '[^']*'/, `coreVersion = '${version}'`));
  process.stdout.write(
    `Every package is ${version} now. Run npm run format and npm run check, then look at the changelogs.\n`,
  );
}
process.exit(status ?? 1);
