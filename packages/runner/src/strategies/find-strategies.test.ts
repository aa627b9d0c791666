import { expect, test } from 'vitest';
import { makeProject } from '../../test/make-project.ts';
import { findStrategies } from './find-strategies.ts';

test('finds the files that are named like strategies, and no others', async () => {
  const names = ['a_strategy.ts', 'b_strategy.js', 'c_strategy.mts', 'd_strategy.mjs'];
  const others = [
    'helper.ts',
    '_strategy.ts',
    'e_strategy.d.ts',
    'f_strategy.py',
    'g_strategy.test.ts',
    'sub/h_strategy.ts',
  ];
  const projectDir = makeProject(Object.fromEntries([...names, ...others].map(name => [`strategies/${name}`, ''])));
  expect(await findStrategies(projectDir)).toEqual(
    names.map(name => ({ name: name.split('.')[0], file: `${projectDir}/strategies/${name}` })),
  );
});

test('a project without the folder has none', async () => {
  expect(await findStrategies(makeProject({}))).toEqual([]);
});
