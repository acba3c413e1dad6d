// SPDX-License-Identifier: Apache-2.0
#include "cli/cli.h"
#include "db/sqlite.h"

int hc_cmd_version(hc_cli *c)
{
    hc_say(c, stdout, "haechi %s (SQLite %s)\n", "haechi %s (SQLite %s)\n", HC_VERSION, hc_db_version());
    return HC_EXIT_OK;
}
