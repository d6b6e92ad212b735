import { expect, test } from '@jest/globals';
import { commandFor, stepSpeed } from './player-keys';

test.each([
  ['k', { type: 'toggle' }],
  [' ', { type: 'toggle' }],
  ['K', { type: 'toggle' }],
  ['j', { type: 'jump', seconds: -10 }],
  ['ArrowRight', { type: 'jump', seconds: 10 }],
  ['ArrowUp', { type: 'volume', by: 0.1 }],
  ['m', { type: 'mute' }],
  ['f', { type: 'fullscreen' }],
  ['c', { type: 'captions' }],
  ['T', { type: 'live' }],
  ['End', { type: 'live' }],
  ['>', { type: 'speed', step: 1 }],
  ['<', { type: 'speed', step: -1 }],
  ['x', null],
  ['Tab', null],
])('%p', (key, command) => {
  expect(commandFor({ key }, false)).toEqual(command);
});

test('a focused button keeps space and arrows, and browser shortcuts stay the browser’s', () => {
  expect(commandFor({ key: ' ' }, true)).toBeNull();
  expect(commandFor({ key: 'ArrowLeft' }, true)).toBeNull();
  expect(commandFor({ key: 'k' }, true)).toEqual({ type: 'toggle' });
  expect(commandFor({ key: 'f', ctrlKey: true }, false)).toBeNull();
});

test.each([
  [1, 1, 1.25],
  [1.5, 1, 1.5],
  [1, -1, 1],
  [1.25, -1, 1],
] as const)('speed %p step %p is %p', (speed, step, next) => {
  expect(stepSpeed(speed, step)).toBe(next);
});
