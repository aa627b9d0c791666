/** A piece of HTML; made by {@link html} alone, so that text cannot be taken for it. */
export interface Html {
  /** The HTML. */
  readonly html: string;
}

/** What may stand in a template: text is escaped, HTML is not. */
type HtmlValue = string | number | Html | readonly Html[];

/** HTML from a template; every value that is text is escaped. */
export function html(strings: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  const parts = strings.map((part, index) => {
    const value = values[index];
    return value === undefined ? part : `${part}${toHtml(value)}`;
  });
  return { html: parts.join('') };
}

/** Text that a browser shows as it is, in elements and in quoted attributes. */
function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`);
}

/** JSON that can stand inside of a script element. */
export function scriptJson(value: unknown): Html {
  const text = JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, escapeUnicode);
  return { html: text };
}

function escapeUnicode(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function toHtml(value: HtmlValue): string {
  if (typeof value === 'string' || typeof value === 'number') return escapeHtml(String(value));
  return 'html' in value ? value.html : value.map(each => each.html).join('\n');
}
