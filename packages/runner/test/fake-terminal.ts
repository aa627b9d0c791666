import type { OutputStream } from '../src/display/screen.ts';

const escapeCharacter = String.fromCharCode(27);
const escapes = new RegExp(`(?=${escapeCharacter}\\[)`);
const sequenceAtStart = new RegExp(`^${escapeCharacter}\\[([?\\d;]*)([A-Za-z])`);

/** A terminal as small as it can be: it obeys what the live table sends, and shows what a person would see. */
export class FakeTerminal implements OutputStream {
  readonly isTTY = true;
  columns: number;
  readonly rows: number;
  /** Everything that was written, one entry per write. */
  readonly writes: string[] = [];
  /** Whether the cursor can be seen. */
  isCursorShown = true;
  #lines: string[] = [''];
  #row = 0;
  #column = 0;

  constructor(columns = 80, rows = 24) {
    this.columns = columns;
    this.rows = rows;
  }

  write(text: string): void {
    this.writes.push(text);
    for (const part of text.split(escapes)) {
      const [sequence = '', argument = '', command = ''] = sequenceAtStart.exec(part) ?? [];
      if (sequence !== '') this.#obey(argument, command);
      for (const printed of part.slice(sequence.length).split(/(?<=\n)|(?=\n)/)) this.#show(printed);
    }
  }

  /** What is on the screen and above it, without blanks at the ends of lines. */
  get text(): string {
    return this.#lines.map(line => line.trimEnd()).join('\n');
  }

  #show(text: string): void {
    if (text === '\n') this.#newLine();
    else this.#print(text);
  }

  #obey(argument: string, command: string): void {
    if (command === 'F') {
      this.#row = Math.max(this.#row - Number(argument || 1), 0, this.#lines.length - this.rows);
      this.#column = 0;
    } else if (command === 'K') this.#setLine(this.#line.slice(0, this.#column));
    else if (command === 'J') {
      this.#setLine(this.#line.slice(0, this.#column));
      this.#lines.length = this.#row + 1;
    } else if (argument === '?25') this.isCursorShown = command === 'h';
    else if (command !== 'm' && argument !== '?2026')
      throw new Error(`the terminal does not know ${argument}${command}`);
  }

  get #line(): string {
    return this.#lines[this.#row] ?? '';
  }

  #setLine(text: string): void {
    this.#lines[this.#row] = text;
  }

  #newLine(): void {
    this.#row += 1;
    this.#column = 0;
    if (this.#row === this.#lines.length) this.#lines.push('');
  }

  #print(text: string): void {
    for (const character of text) {
      if (this.#column === this.columns) this.#newLine();
      const line = this.#line.padEnd(this.#column);
      this.#setLine(line.slice(0, this.#column) + character + line.slice(this.#column + 1));
      this.#column += 1;
    }
  }
}
