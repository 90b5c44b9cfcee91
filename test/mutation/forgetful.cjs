// In place of src/model/remembering.ts.
exports.remembering = (ask) => ask;
