// The strategy of examples/naive-test, unchanged: the same file runs there and here.
export { default } from '@trader-examples/naive-test/strategy';
