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

// Names of places that count something which may be one; limits of the rules (`least`, `minutes` of a code) never are.
const COUNTED = /\{\{(count|formatted|n|total|days|seconds|ready|blocked|received|expected)\}\} (?!más\b)[a-záéíóúñ]{2,}(s|es)\b/;

it('lets the word after a number follow it', () => {
  for (const texts of [english, spanish]) {
    const wrong = [...texts].filter(([key, text]) => COUNTED.test(text) && !/_(one|other)$/.test(key)).map(([key]) => key);
    expect(wrong).toEqual([]);
  }
});

it('has a sentence for one wherever it has one for many', () => {
  for (const texts of [english, spanish]) {
    const many = [...texts.keys()].filter((key) => key.endsWith('_other')).map((key) => key.replace(/_other$/, '_one'));
    expect(many.filter((key) => !texts.has(key))).toEqual([]);
  }
});
