export { queryIdProblem as problemOfQueryId } from "../../vendors/alibaba/clickhouse/facts";
