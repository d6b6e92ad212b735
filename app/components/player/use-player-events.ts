import { type RefObject, useEffect, useMemo, useRef } from 'react';
import type { PlayerEvents } from './player-events';
import { TickMeter } from './tick-meter';

type Listener<K extends keyof PlayerEvents> = (detail: PlayerEvents[K]) => void;

/** Who listens to the player, kept apart from rendering. */
export class PlayerEmitter {
  private readonly listeners = new Map<keyof PlayerEvents, Set<Listener<never>>>();
  /** Tells what was played up to now: call it before a jump that this page makes itself. */
  sample: () => void = () => {};

  on<K extends keyof PlayerEvents>(event: K, listener: Listener<K>): () => void {
    const set = this.listeners.get(event) ?? new Set();
    this.listeners.set(event, set);
    set.add(listener as Listener<never>);
    return () => void set.delete(listener as Listener<never>);
  }

  emit<K extends keyof PlayerEvents>(event: K, detail: PlayerEvents[K]): void {
    for (const listener of this.listeners.get(event) ?? []) (listener as Listener<K>)(detail);
  }
}

/** Turns the video element's events into the player's: what really played, and where the viewer jumped. */
export function usePlayerEvents(video: RefObject<HTMLVideoElement | null>): PlayerEmitter {
  const emitter = useMemo(() => new PlayerEmitter(), []);
  const meter = useRef(new TickMeter());
  useEffect(() => {
    const element = video.current;
    if (!element) return;
    let position = element.currentTime;
    const sample = (): void => {
      if (element.seeking) return;
      const tick = meter.current.sample(element.currentTime, performance.now(), element.playbackRate);
      position = element.currentTime;
      if (tick) emitter.emit('played', tick);
    };
    const handlers: Partial<Record<keyof HTMLMediaElementEventMap, () => void>> = {
      timeupdate: () => {
        if (!element.paused) sample();
      },
      // A stall does not break the meter: a busy machine tells of its end late, and what played meanwhile was played. A jump out of
      // a stall is a seek like any other.
      playing: sample,
      waiting: sample,
      play: () => emitter.emit('play', { at: element.currentTime }),
      pause: () => {
        sample();
        meter.current.break();
        emitter.emit('pause', { at: element.currentTime });
      },
      seeking: () => {
        meter.current.break();
        emitter.emit('seek', { from: position, to: element.currentTime });
      },
      seeked: () => {
        position = element.currentTime;
        if (!element.paused) sample();
      },
      ratechange: () => {
        // hls.js varies the rate at a live edge all the time: what played up to the change must not be lost by it.
        if (!element.paused) sample();
        emitter.emit('ratechange', { rate: element.playbackRate });
      },
      ended: () => {
        sample();
        meter.current.break();
        emitter.emit('ended', { at: element.currentTime });
      },
      // The stream was changed under the element (sound only and back): the clock begins anew.
      emptied: () => meter.current.break(),
    };
    for (const [name, handler] of Object.entries(handlers)) element.addEventListener(name, handler);
    emitter.sample = () => {
      if (!element.paused) sample();
    };
    return () => {
      emitter.sample = () => {};
      for (const [name, handler] of Object.entries(handlers)) element.removeEventListener(name, handler);
    };
  }, [video, emitter]);
  return emitter;
}
