import type { Session } from "../session";
export const toolOf = ({ info }: Session): string | undefined =>
  /gh-ost `/.test(info) ? "gh-ost" : /SQL_NO_CACHE/.test(info) ? "mysqldump" : undefined;
