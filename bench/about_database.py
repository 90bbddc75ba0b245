"""Print the database of the newsroom, and whether it has fsync on."""

import django
from django.db import connection

if __name__ == "__main__":
    django.setup()
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT sqlite_version()")
            print(f"SQLite {cursor.fetchone()[0]}")
        else:
            cursor.execute("SELECT current_setting('server_version'), current_setting('fsync')")
            version, fsync = cursor.fetchone()
            print(f"PostgreSQL {version.split()[0]} with fsync {fsync}")
