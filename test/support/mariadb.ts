import { mariadbAvailable } from "../../scripts/mariadb";

export { type MariadbServer, mariadbAvailable, startMariadb } from "../../scripts/mariadb";

/** A group of tests that needs mariadbd: counted as not run where there is none. */
export const describeWithMariadb: jest.Describe = mariadbAvailable() ? describe : withoutMariadb();

function withoutMariadb(): jest.Describe {
  const { skip } = describe;
  return skip;
}
