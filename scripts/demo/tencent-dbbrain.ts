import type { Act } from "./act";
import { create, declare, destroy, edit, type Scene, showSessions } from "./kill-task";
import { memoryCast } from "./memory-cast";
import { mysqlCast } from "./mysql-cast";
import { SHOP_DATABASE } from "./shop";
import { init, planAgain } from "./steps";

/** The life of a DBbrain kill task, from its first plan to its end. */
export const DBBRAIN: Act = {
  setting: {
    ...SHOP_DATABASE,
    program: "quickstart/main.ts",
    stack: "kill-tasks",
  },

  async tell(stage, mysql) {
    const cast = mysql === undefined ? await memoryCast(stage) : await mysqlCast(stage, mysql);
    const scene: Scene = { stage, cast };
    try {
      await showSessions(scene);
      await declare(scene);
      await init(stage);
      await create(scene);
      await edit(scene);
      await planAgain(stage);
      await destroy(scene);
    } finally {
      await cast.close();
    }
  },
};
