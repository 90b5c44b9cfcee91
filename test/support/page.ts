import { EventEmitter } from "node:events";
import type { ServerResponse } from "node:http";
import type { PageMessages } from "../../src/page/data";
import type { LiveTopics } from "../../src/page/live";

/** What came of each kind, in order. */
export type PageNews = { readonly [K in keyof PageMessages]: PageMessages[K][] };

/** The messages in a stream of Server-Sent Events. */
export function messagesIn(text: string): PageNews {
  const news: PageNews = { head: [], rules: [], targets: [], target: [], sessions: [], kills: [] };
  for (const frame of text.split("\n\n")) {
    const [, kind, data] = /^event: (\w+)\ndata: (.*)$/.exec(frame) ?? [];
    if (kind && Object.hasOwn(news, kind)) news[kind as keyof PageMessages].push(JSON.parse(data!));
  }
  return news;
}

/** What a page gets that is opened now. */
export function pageNow(live: LiveTopics): PageNews {
  let text = "";
  const response = Object.assign(new EventEmitter(), {
    writeHead: () => response,
    write: (frame: string) => {
      text += frame;
      return true;
    },
  });
  live.serve(response as unknown as ServerResponse);
  response.emit("close");
  return messagesIn(text);
}
