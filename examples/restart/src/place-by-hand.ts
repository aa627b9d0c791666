import type { LunoSandbox } from '@trader/luno-sandbox';

/** Places an order as a person does on the website: without an id of ours. */
export async function placeByHand(
  { url }: Pick<LunoSandbox, 'url'>,
  order: Readonly<Record<'pair' | 'type' | 'volume' | 'price', string>>,
): Promise<void> {
  const response = await fetch(new URL('/api/1/postorder', url), {
    method: 'POST',
    headers: { authorization: `Basic ${btoa('sandbox:sandbox-secret')}` },
    body: new URLSearchParams(order),
  });
  if (!response.ok) throw new Error(`the exchange refused it: ${await response.text()}`);
}
