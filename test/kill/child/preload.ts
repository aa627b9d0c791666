/**
 * Loaded by `node --import` before `trader`: watches SQLite and the HTTP client of this process from outside, so that neither the
 * runner nor an adapter has a switch for tests in it.
 */
import diagnostics from 'node:diagnostics_channel';
import { createRequire } from 'node:module';
import type { KillPointName } from '../kill-points.ts';
import { isStopping, reach } from './kill-switch.ts';

interface Statement {
  run(...values: readonly unknown[]): unknown;
  all(...values: readonly unknown[]): readonly unknown[];
}

interface Database {
  exec: (this: Database, sql: string) => unknown;
  prepare: (this: Database, sql: string) => Statement;
}

/** What the transaction under way has of each kind. */
type Content = 'intent' | 'answer' | 'fill' | 'state' | 'account' | 'run';

const uncommitted: Partial<Record<Content, KillPointName>> = {
  intent: 'intent-uncommitted',
  answer: 'answer-uncommitted',
  fill: 'fill-uncommitted',
  state: 'state-uncommitted',
  account: 'account-uncommitted',
};
const committed: Partial<Record<Content, KillPointName>> = {
  intent: 'intent-committed',
  answer: 'answer-committed',
  fill: 'fill-committed',
  account: 'account-committed',
  run: 'run-journaled',
};

function contentOf(type: unknown, text: unknown): Content | undefined {
  switch (type) {
    case 'order-submitted':
      return 'intent';
    case 'fill':
      return 'fill';
    case 'strategy-saved':
      return 'state';
    case 'run-started':
      return 'run';
    case 'fact':
      if (String(text).includes('"place-outcome"')) return 'answer';
      return String(text).includes('"account-snapshot"') ? 'account' : undefined;
    default:
      return undefined;
  }
}

/** Watches the connections of libsql, which the runner loads by `require`, for statements of the journal. */
function watchSqlite(): void {
  const require = createRequire(new URL('../../../packages/runner/package.json', import.meta.url));
  const { prototype } = require('libsql') as { prototype: Database };
  const { exec, prepare } = prototype;
  let contents = new Set<Content>();
  prototype.exec = function (sql) {
    if (sql === 'BEGIN IMMEDIATE') contents = new Set();
    if (sql === 'COMMIT') for (const content of contents) reachOf(uncommitted, content);
    if (sql.includes('wal_checkpoint')) reach('journal-closing');
    const result = exec.call(this, sql);
    if (sql === 'COMMIT') for (const content of contents) reachOf(committed, content);
    if (sql.includes('wal_checkpoint')) reach('journal-closed');
    return result;
  };
  prototype.prepare = function (sql) {
    const statement = prepare.call(this, sql);
    if (sql.startsWith('INSERT INTO entries')) watchInserts(statement, () => contents);
    if (sql.includes('FROM entries WHERE sequence >=')) watchPages(statement);
    return statement;
  };
}

function reachOf(points: Partial<Record<Content, KillPointName>>, content: Content): void {
  const point = points[content];
  if (point !== undefined) reach(point);
}

function watchInserts(statement: Statement, contents: () => Set<Content>): void {
  const run = statement.run.bind(statement);
  statement.run = (...values) => {
    const content = contentOf(values[2], values[3]);
    if (content === 'intent') reach('intent-unwritten');
    if (content !== undefined) contents().add(content);
    return run(...values);
  };
}

function watchPages(statement: Statement): void {
  const all = statement.all.bind(statement);
  statement.all = (...values) => {
    const rows = all(...values);
    // One row alone is read to check the committed mark.
    if (values[1] !== 1) reach('fold-reading');
    return rows;
  };
}

/** Node's own fetch tells when a request was written to its socket and when the head of an answer was read from it. */
function watchHttp(): void {
  const on = (channel: string, listener: (path: string) => void): void => {
    diagnostics.subscribe(channel, message => listener((message as { request: { path: string } }).request.path));
  };
  on('undici:request:bodySent', path => {
    if (path.endsWith('/postorder')) reach('place-written');
    if (!path.endsWith('/stoporder')) return;
    reach(isStopping() ? 'stop-canceling' : 'cancel-written');
  });
  on('undici:request:headers', path => {
    if (path.endsWith('/postorder')) reach('place-arriving');
  });
}

watchSqlite();
watchHttp();
