/* Writes .br and .gz beside every file of dist that shrinks by it: the server sends them as they
 * are and compresses nothing on request. Another folder may be named. Prints the weight of what the first page loads. */
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const root = process.argv[2] ?? new URL('../dist', import.meta.url).pathname;
const budget = 210 * 1024;
const plain = /\.(html|js|css|svg|json)$/;

function* files(folder) {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) yield* files(path);
    else if (plain.test(name)) yield path;
  }
}

for (const path of files(root)) {
  const bytes = readFileSync(path);
  const brotli = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });
  const gzip = gzipSync(bytes, { level: 9 });
  if (brotli.length < bytes.length) writeFileSync(`${path}.br`, brotli);
  if (gzip.length < bytes.length) writeFileSync(`${path}.gz`, gzip);
}

const page = readFileSync(join(root, 'index.html'), 'utf8');
let weight = 0;
for (const [, address] of page.matchAll(/(?:src|href)="(\/assets\/[^"]+\.(?:js|css))"/g))
  weight += gzipSync(readFileSync(join(root, address)), { level: 9 }).length;
console.log(
  `first page: ${(weight / 1024).toFixed(1)} KiB of script and style, compressed (budget 210)`,
);
if (weight > budget) {
  console.error('the first page is over its budget');
  process.exit(1);
}
