import { expect, test } from 'vitest';
import { flowsOf, type ModelDocument } from '../api/documents.ts';
import { placesOf } from './line-layout.ts';

const station = (id: string) => ({ id, name: id, machines: 1 });
const long: ModelDocument = {
  name: 'long',
  stations: Array.from({ length: 23 }, (_, i) => station(`s${i}`)),
  paths: [
    { item: 'a', weight: 2, steps: Array.from({ length: 23 }, (_, i) => ({ station: `s${i}` })) },
  ],
};

test('no two stations stand on one place', () => {
  const places = [...placesOf(long).values()].map((place) => `${place.x},${place.y}`);
  expect(places.length).toBe(23);
  expect(new Set(places).size).toBe(23);
});

test('places of the model are kept when boxes do not lie on each other, and only then', () => {
  const apart: ModelDocument = {
    name: 'a',
    stations: [
      { ...station('a'), x: 10, y: 0 },
      { ...station('b'), x: 400, y: 0 },
    ],
  };
  expect(placesOf(apart).get('b')).toEqual({ x: 400, y: 0 });
  const close: ModelDocument = {
    name: 'c',
    stations: [
      { ...station('a'), x: 10, y: 0 },
      { ...station('b'), x: 60, y: 20 },
    ],
  };
  expect(placesOf(close).get('b')).not.toEqual({ x: 60, y: 20 });
});

test('a line of edges with a loop is placed, and the loop ends', () => {
  const loop: ModelDocument = {
    name: 'loop',
    stations: [station('a'), station('b')],
    edges: [
      { to: 'a', probability: 1 },
      { from: 'a', to: 'b', probability: 1 },
      { from: 'b', to: 'a', probability: 0.2 },
      { from: 'b', probability: 0.8 },
    ],
  };
  expect(placesOf(loop).size).toBe(2);
  expect(flowsOf(loop).length).toBe(4);
});

test('flows of the paths add up by weight', () => {
  const flow = flowsOf(long).find((one) => one.from === 's0' && one.to === 's1');
  expect(flow?.weight).toBe(2);
});
