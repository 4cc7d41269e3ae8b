const { execFileSync } = require("node:child_process");

/** Bundles the functions before they are packed, so that one command is enough. */
module.exports = class Bundle {
  constructor(serverless) {
    this.hooks = {
      "before:package:createDeploymentArtifacts": () => {
        if (serverless.service.resources.Parameters.From.Default === "")
          throw new serverless.classes.Error(
            "State the address that mails come from: --param from=login@acme.example",
            "NOPASS_FROM_MISSING",
          );
        execFileSync(process.execPath, ["scripts/build.ts", "lambda"], {
          cwd: serverless.serviceDir,
          stdio: "inherit",
        });
      },
    };
  }
};
