import { createBusAdapter } from '../chain.mjs';

class DataEvent extends Event {
  constructor(topic, data) {
    super(topic);
    this.data = data;
  }
}

const adapter = createBusAdapter(() => {
  const target = new EventTarget();
  return {
    on: (topic, listener) => target.addEventListener(topic, ({ data }) => listener(data)),
    emit: (topic, data) => target.dispatchEvent(new DataEvent(topic, data)),
  };
});

export default { ...adapter, repeats: 3 };
