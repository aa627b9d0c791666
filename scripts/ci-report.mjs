#!/usr/bin/env node
// Reads what a CI step left behind and judges it:
//   ci-report.mjs tests <vitest json report>   prints "N passed, N failed"
//   ci-report.mjs demo <output of the demo>    its last line is a JSON object with no differences
import { existsSync, readFileSync } from 'node:fs';
import process from 'node:process';

const [what, file] = process.argv.slice(2);
const judge = { tests: judgeTests, demo: judgeDemo }[what];
if (!judge || !file) {
  process.stderr.write('Usage: ci-report.mjs tests|demo <file>\n');
  process.exit(2);
}
process.exit(judge(existsSync(file) ? readFileSync(file, 'utf8') : '') ? 0 : 1);

function judgeTests(text) {
  const report = text === '' ? undefined : JSON.parse(text);
  const passed = report?.numPassedTests ?? 0;
  // A file that could not be loaded ran no test; it counts as one failure. So does a run that left no report.
  const unloaded = report?.testResults.filter(each => each.status === 'failed' && each.assertionResults.length === 0);
  let failed = (report?.numFailedTests ?? 0) + (unloaded?.length ?? 1);
  if (failed === 0 && (report.success !== true || passed === 0)) failed = 1;
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  return failed === 0;
}

function judgeDemo(text) {
  const line = text.trimEnd().split('\n').at(-1) ?? '';
  try {
    const { differences } = JSON.parse(line);
    if (differences === 0 || (Array.isArray(differences) && differences.length === 0)) return true;
    process.stderr.write(`The demo found differences: ${JSON.stringify(differences)}\n`);
  } catch {
    process.stderr.write(`The last line of the demo is not JSON: ${line.slice(0, 200)}\n`);
  }
  return false;
}
