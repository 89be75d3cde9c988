# Sourced by .ci/run: makes sure that PostgreSQL and Redis answer on this machine, and exports DATABASE_URL and REDIS_URL.
# A running server is used as it is; a stopped one is started; a missing one is installed (root on a Debian-like machine).

pg_answers() { psql -qAt "$1" -c 'select 1' >/dev/null 2>&1; }

install_missing() {
  local wanted=""
  command -v psql >/dev/null 2>&1 && [ -d /usr/lib/postgresql ] || wanted="postgresql"
  command -v redis-server >/dev/null 2>&1 || wanted="$wanted redis-server"
  [ -z "$wanted" ] && return 0
  echo "installing$wanted"
  DEBIAN_FRONTEND=noninteractive sh -c "apt-get update -qq && apt-get install -y -qq --no-install-recommends $wanted" >/dev/null
}

start_postgres() {
  local version
  version=$(ls /etc/postgresql | sort -n | tail -n 1)
  pg_ctlcluster --skip-systemctl-redirect "$version" main start 2>/dev/null || true
  for _ in $(seq 30); do pg_isready -q -h 127.0.0.1 && return 0; sleep 1; done
  echo "PostgreSQL does not answer on 127.0.0.1" >&2
  return 1
}

postgres_url() {
  local url="postgres://postgres@127.0.0.1:5432/postgres" password
  if pg_answers "$url"; then echo "$url"; return 0; fi
  # A server that asks for passwords: a role of our own, with one made now.
  password=$(python3 -c 'import secrets; print(secrets.token_hex(16))')
  su postgres -c "psql -q" >/dev/null <<SQL
do \$\$ begin create role luoshi_ci login createdb; exception when duplicate_object then null; end \$\$;
alter role luoshi_ci password '$password';
SQL
  echo "postgres://luoshi_ci:$password@127.0.0.1:5432/postgres"
}

start_redis() {
  redis-cli -h 127.0.0.1 ping >/dev/null 2>&1 || redis-server --daemonize yes --bind 127.0.0.1 --port 6379 --save "" --appendonly no >/dev/null
  for _ in $(seq 20); do redis-cli -h 127.0.0.1 ping >/dev/null 2>&1 && return 0; sleep 0.5; done
  echo "Redis does not answer on 127.0.0.1" >&2
  return 1
}

install_missing
pg_isready -q -h 127.0.0.1 || start_postgres
start_redis
DATABASE_URL=$(postgres_url)
export DATABASE_URL REDIS_URL=redis://127.0.0.1:6379/9
