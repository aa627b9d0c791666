// @ts-check
// What moves on the page: charts, lists, tabs, light and dark. It reads two JSON blocks and asks no network for anything.

const root = document.documentElement;
/** @type {(() => void)[]} */
const onTheme = [];

/** @param {string} id */
const byId = id => document.getElementById(id);

/** @param {string} id */
const readJson = id => JSON.parse(byId(id)?.textContent ?? 'null');

/** @param {number} value @param {number} decimals */
const numberText = (value, decimals) =>
  value
    .toLocaleString('en-US', { minimumFractionDigits: decimals, maximumFractionDigits: decimals })
    .replace('-', '\u2212');

/**
 * @param {string} tag
 * @param {string} [text]
 * @param {string} [className]
 */
function element(tag, text, className) {
  const made = document.createElement(tag);
  if (text !== undefined) made.textContent = text;
  if (className !== undefined) made.className = className;
  return made;
}

/** @param {string} text @param {() => void} onClick */
function button(text, onClick) {
  const made = /** @type {HTMLButtonElement} */ (element('button', text));
  made.type = 'button';
  made.addEventListener('click', onClick);
  return made;
}

/** One of several buttons is pressed. @param {HTMLElement} place @param {string[]} names @param {(place: number) => void} choose */
function choices(place, names, choose) {
  const buttons = names.map((name, index) =>
    button(name, () => {
      for (const [other, each] of buttons.entries()) each.setAttribute('aria-pressed', String(other === index));
      choose(index);
    }),
  );
  place.append(...buttons);
  buttons[0]?.click();
}

// Light and dark.
function setUpTheme() {
  const toggle = byId('theme');
  /** @param {string} theme */
  const apply = theme => {
    root.dataset['theme'] = theme;
    if (toggle !== null) toggle.textContent = theme === 'dark' ? 'Light' : 'Dark';
    for (const each of onTheme) each();
  };
  const wanted = new URLSearchParams(location.search).get('theme');
  const preferred = matchMedia('(prefers-color-scheme: dark)');
  apply(wanted ?? (preferred.matches ? 'dark' : 'light'));
  preferred.addEventListener('change', () => apply(preferred.matches ? 'dark' : 'light'));
  if (toggle === null) return;
  toggle.hidden = false;
  toggle.addEventListener('click', () => apply(root.dataset['theme'] === 'dark' ? 'light' : 'dark'));
}

const pageSize = 25;

/** @param {{ name: string, columns: string[], rows: string[][], total: number }} data */
function drawTable({ name, columns, rows, total }) {
  const table = byId(`${name}-table`);
  const place = byId(`${name}-pages`);
  if (table === null || place === null) return;
  let page = 0;
  const pages = Math.max(Math.ceil(rows.length / pageSize), 1);
  const head = element('tr');
  for (const column of columns)
    head.append(element('th', column.replace('#', ''), column.startsWith('#') ? 'number' : ''));
  const body = element('tbody');
  const tableHead = element('thead');
  tableHead.append(head);
  table.append(tableHead, body);
  const position = element('span');
  const show = () => {
    const shown = rows.slice(page * pageSize, (page + 1) * pageSize);
    body.replaceChildren(
      ...shown.map(cells => {
        const row = element('tr');
        for (const [index, text] of cells.entries())
          row.append(element('td', text, cellClass(columns[index] ?? '', text)));
        return row;
      }),
    );
    const left = total > rows.length ? `, the newest ${numberText(rows.length, 0)}` : '';
    position.textContent = `page ${page + 1} of ${pages}${left}`;
    newer.disabled = page === 0;
    older.disabled = page === pages - 1;
  };
  const newer = button('Newer', () => turn(-1));
  const older = button('Older', () => turn(1));
  /** @param {number} by */
  const turn = by => {
    page += by;
    show();
  };
  place.append(position);
  if (pages > 1) place.append(newer, older);
  show();
}

/** @param {string} column @param {string} text */
function cellClass(column, text) {
  if (!column.startsWith('#')) return '';
  const isResult = column === '#Result' || column === '#Realised';
  if (!isResult || text === '' || text === '0.00') return 'number';
  return text.startsWith('−') ? 'number bad' : 'number good';
}

function setUpTabs() {
  for (const section of document.querySelectorAll('.tabbed')) {
    const panels = /** @type {HTMLElement[]} */ ([...section.querySelectorAll('.panel')]);
    if (panels.length < 2) continue;
    const place = element('p', undefined, 'choices');
    section.querySelector('h2')?.after(place);
    choices(
      place,
      panels.map(panel => panel.dataset['panel'] ?? ''),
      chosen => {
        for (const [index, panel] of panels.entries()) panel.hidden = index !== chosen;
      },
    );
  }
}

setUpTheme();
setUpTabs();
for (const table of readJson('table-data')) drawTable(table);
