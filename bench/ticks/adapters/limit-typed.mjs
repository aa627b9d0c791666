import { runPlain } from '../workload.mjs';

export default {
  repeats: 3,
  run: ({ length }) => runPlain(length),
};
