import type { OrderReason } from '../order/order.ts';

/** The kill switch: while it is on, nothing that adds risk leaves; cancels always do. Only a person turns it off. */
export class Halt {
  #reason: OrderReason | undefined;

  /** Why new risk is halted; `undefined` while trading is on. The first reason stays until a person resumes. */
  get reason(): OrderReason | undefined {
    return this.#reason;
  }

  /** Halts new risk. */
  begin(code: string, message: string): void {
    this.#reason ??= { code, message };
  }

  /** Lets new risk through again, on a person's word. */
  end(): void {
    this.#reason = undefined;
  }
}
