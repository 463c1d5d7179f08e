import { expect, test } from 'vitest';
import { matchPath } from './router.tsx';

test('a path is matched part by part', () => {
  expect(matchPath('/models/:id', '/models/7')).toEqual({ id: '7' });
  expect(matchPath('/models/:id', '/models/7/')).toEqual({ id: '7' });
  expect(matchPath('/models/:id', '/models')).toBeNull();
  expect(matchPath('/', '/')).toEqual({});
  expect(matchPath('/a', '/b')).toBeNull();
});

test('a part that is no text is no match', () => {
  expect(matchPath('/models/:id', '/models/%E0%A4%A')).toBeNull();
});
