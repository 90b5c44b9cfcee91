import * as fc from "fast-check";
import { ServerClock } from "../../../../../src/vendors/sql/mysql/server-clock";

/** A server whose clock can be set, and what it shows of sessions that began at some moment of real time. */
class Server {
  readonly clock = new ServerClock();
  /** Seconds that have really passed. */
  time = 0;
  offset = 1_000_000;

  stamp(): number {
    return this.time + this.offset;
  }

  read(seconds = 0): number {
    const from = this.time * 1_000;
    this.time += seconds;
    return this.clock.read({ server: Math.floor(this.stamp()), from, at: this.time * 1_000 });
  }

  age(began: number): number {
    return this.clock.ageOf(Math.max(0, Math.floor(this.stamp()) - Math.floor(began)));
  }
}

describe("a server's clock", () => {
  test("that is set forward adds nothing to the age of what began before, and is told once", () => {
    const server = new Server();
    server.read();
    const old = server.stamp();
    server.time += 30;
    expect(server.read()).toBe(0);
    expect(server.age(old)).toBe(30);
    server.offset += 600;
    server.time += 10;
    expect(server.read()).toBe(600);
    expect(server.age(old)).toBe(40);
    const young = server.stamp();
    server.time += 20;
    expect(server.read()).toBe(0);
    expect([server.age(old), server.age(young)]).toEqual([60, 20]);
  });

  test("that is set forward twice, and back again, shows the real age in the end", () => {
    const server = new Server();
    const old = server.stamp();
    server.read();
    for (const [step, told] of [
      [100, 100],
      [50, 50],
      [-120, 0],
    ] as const) {
      server.offset += step;
      server.time += 5;
      expect(server.read()).toBe(told);
    }
    expect(server.age(old)).toBe(15);
    server.offset -= 30;
    server.read();
    server.time += 5;
    server.read();
    expect(server.age(old)).toBe(20);
  });

  test("tells the real age of what began before, between and after many steps; the oldest steps count as one", () => {
    const server = new Server();
    const sessions: { began: number; stamp: number }[] = [];
    const begin = () => sessions.push({ began: server.time, stamp: server.stamp() });
    server.read();
    for (let step = 0; step < 40; step++) {
      begin();
      server.offset += 1_000;
      server.time += 10;
      server.read();
    }
    begin();
    const shown = sessions.map(({ stamp }) => server.age(stamp));
    const real = sessions.map(({ began }) => server.time - began);
    expect(shown[0]).toBe(real[0]);
    expect(shown.slice(9)).toEqual(real.slice(9));
  });

  test.each([0, 1, 3])("that differs by %i s was not set", (seconds) => {
    const server = new Server();
    server.read();
    server.offset += seconds;
    expect(server.read()).toBe(0);
  });

  test("that was asked slowly is not taken for one that was set, in either direction", () => {
    const server = new Server();
    const old = server.stamp();
    server.read();
    server.offset += 100;
    expect(server.read()).toBe(100);
    server.read(60);
    server.read(0);
    server.read(60);
    expect(server.age(old)).toBe(120);
  });

  test("before its first reading, and without any step, leaves ages as they are", () => {
    const clock = new ServerClock();
    expect(clock.ageOf(77)).toBe(77);
    clock.read({ server: 5, from: 0, at: 0 });
    expect(clock.ageOf(77)).toBe(77);
  });

  test("that keeps jumping never makes a session look older than it is, and is remembered in bounded space", () => {
    const move = fc.record({
      step: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.integer({ min: 0, max: 5_000 })),
      pass: fc.integer({ min: 0, max: 300 }),
    });
    fc.assert(
      fc.property(fc.array(move, { maxLength: 80 }), (moves) => {
        const server = new Server();
        const sessions: { began: number; stamp: number }[] = [];
        server.read();
        for (const { step, pass } of moves) {
          sessions.push({ began: server.time, stamp: server.stamp() });
          server.offset += step;
          server.time += pass;
          server.read();
          for (const { began, stamp } of sessions) {
            // Small steps are not noticed, each.
            const unnoticed = 4 * moves.length;
            expect(server.age(stamp)).toBeLessThanOrEqual(server.time - began + unnoticed);
          }
        }
      }),
      { numRuns: 100 },
    );
  });
});
