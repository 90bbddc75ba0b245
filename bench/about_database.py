"""Print which database the newsroom has, and whether it waits for the disk."""

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
