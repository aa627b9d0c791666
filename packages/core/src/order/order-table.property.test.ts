import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ManagedOrder } from './managed-order.ts';
import { OrderTable } from './order-table.ts';

type Named = { clientOrderId: string; forgotten: boolean };

const steps = fc.array(fc.tuple(fc.constantFrom('add', 'forget', 'get', 'renew'), fc.nat(60)), { maxLength: 200 });

test('a table of orders finds what is kept, whenever it is asked and renewed', () => {
  fc.assert(
    fc.property(steps, steps => {
      const table = new OrderTable<string>(({ clientOrderId }) => clientOrderId);
      const kept = new Map<string, Named>();
      for (const [step, number] of steps) {
        const id = `id-${number}`;
        const known = kept.get(id);
        if (step === 'add' && known === undefined) {
          const order = { clientOrderId: id, forgotten: false };
          kept.set(id, order);
          table.add(order as unknown as ManagedOrder);
        } else if (step === 'forget' && known !== undefined) {
          known.forgotten = true;
          kept.delete(id);
        } else if (step === 'renew') table.renew();
        else if (step === 'get') expect(table.newest(id) ?? table.get(id)).toBe(known);
      }
      for (let number = 0; number <= 60; number += 1) expect(table.get(`id-${number}`)).toBe(kept.get(`id-${number}`));
    }),
  );
});

test('an id that two orders have stays with the first', () => {
  const table = new OrderTable<string>(({ brokerageOrderId }) => brokerageOrderId);
  const [first, second] = [1, 2].map(() => ({ brokerageOrderId: 'B', forgotten: false }) as unknown as ManagedOrder);
  if (first === undefined || second === undefined) throw new Error('two orders are needed');
  table.add(first);
  table.add(second);
  expect(table.get('B')).toBe(first);
});
