import { expect, it } from 'vitest';
import en from '../locales/en';
import es from '../locales/es';

function walk(node: unknown, path = ''): [string, string][] {
  if (typeof node === 'string') return [[path, node]];
  return Object.entries(node as Record<string, unknown>).flatMap(([key, value]) => walk(value, path ? `${path}.${key}` : key));
}

const english = new Map(walk(en));
const spanish = new Map(walk(es));

it('says everything in both languages', () => {
  expect([...spanish.keys()].sort()).toEqual([...english.keys()].sort());
});

it('fills the same places in both languages', () => {
  const places = (text: string) => [...text.matchAll(/\{\{\w+\}\}/g)].map(([place]) => place).sort();
  const different = [...english].filter(([key, text]) => places(text).join() !== places(spanish.get(key) ?? '').join()).map(([key]) => key);
  expect(different).toEqual([]);
});

it('leaves no sentence untranslated', () => {
  const same = [...english].filter(([key, text]) => text.split(' ').length > 2 && spanish.get(key) === text).map(([key]) => key);
  expect(same).toEqual([]);
});
