"""The servers our file server is compared with, each set up for speed."""

import base64
import hashlib
import json
import os
import sys
import time
from pathlib import Path

from bench.servers import USER, FileServer, unprivileged

_APACHE = """
ServerRoot {place}
PidFile {place}/pid
Listen 127.0.0.1:{port}
ServerName 127.0.0.1
DocumentRoot {root}
ErrorLog {place}/error.log
LogLevel error
LoadModule mpm_event_module {modules}/mod_mpm_event.so
LoadModule authn_core_module {modules}/mod_authn_core.so
LoadModule authn_file_module {modules}/mod_authn_file.so
LoadModule authz_core_module {modules}/mod_authz_core.so
LoadModule authz_user_module {modules}/mod_authz_user.so
LoadModule auth_basic_module {modules}/mod_auth_basic.so
LoadModule mime_module {modules}/mod_mime.so
LoadModule dav_module {modules}/mod_dav.so
LoadModule dav_fs_module {modules}/mod_dav_fs.so
TypesConfig /etc/mime.types
DavLockDB {place}/locks
Mutex file:{place}
KeepAlive On
MaxKeepAliveRequests 0
KeepAliveTimeout 30
EnableSendfile On
StartServers 2
ServerLimit 2
# More than a load has connections: a child whose threads are all busy closes idle ones.
ThreadsPerChild 50
MinSpareThreads 1
MaxSpareThreads 100
MaxRequestWorkers 100
<Directory {root}>
  Dav On
  Options None
  AllowOverride None
  AuthType Basic
  AuthName bench
  AuthUserFile {place}/passwords
  Require valid-user
</Directory>
"""


class Apache(FileServer):
    """mod_dav on the event MPM; the password's hash costs next to nothing."""

    name = "Apache mod_dav"
    modules = Path("/usr/lib/apache2/modules")

    def command(self) -> list[str]:
        # {SHA} is the cheapest hash Apache checks: it is not what we measure.
        digest = base64.b64encode(hashlib.sha1(self.password.encode()).digest())
        (self.place / "passwords").write_text(f"{USER}:{{SHA}}{digest.decode()}\n")
        conf = self.place / "apache.conf"
        conf.write_text(
            _APACHE.format(
                place=self.place, port=self.port, root=self.root, modules=self.modules
            )
        )
        return [*unprivileged(), "apache2", "-f", str(conf), "-D", "FOREGROUND"]


class WsgiDav(FileServer):
    """WsgiDAV on cheroot, the server its authors recommend."""

    name = "WsgiDAV"

    def command(self) -> list[str]:
        config = self.place / "wsgidav.json"
        config.write_text(
            json.dumps(
                {
                    "host": "127.0.0.1",
                    "port": self.port,
                    "server": "cheroot",
                    "server_args": {"numthreads": 32},
                    "provider_mapping": {"/": str(self.root)},
                    "http_authenticator": {
                        "accept_basic": True,
                        "accept_digest": False,
                        "default_to_digest": False,
                    },
                    "simple_dc": {
                        "user_mapping": {"*": {USER: {"password": self.password}}}
                    },
                    "dir_browser": {"enable": False},
                    "verbose": 0,
                    "logging": {"enable_loggers": []},
                    "lock_storage": True,
                    "property_manager": False,
                }
            )
        )
        program = "import sys; from wsgidav.server.server_cli import run; run()"
        words = ["-c", program, "--config", str(config), "--quiet"]
        return [*unprivileged(), sys.executable, *words]


_NGINX = """
daemon off;
pid {place}/pid;
error_log {place}/error.log;
worker_processes 2;
events {{ worker_connections 256; }}
http {{
  access_log off;
  sendfile on;
  tcp_nopush on;
  client_body_temp_path {place}/body;
  proxy_temp_path {place}/proxy;
  fastcgi_temp_path {place}/fastcgi;
  uwsgi_temp_path {place}/uwsgi;
  scgi_temp_path {place}/scgi;
  server {{ listen 127.0.0.1:{port}; root {root}; }}
}}
"""


class Nginx(FileServer):
    """Files by sendfile, to anybody: the limit of this machine for downloads."""

    name = "nginx"

    def command(self) -> list[str]:
        conf = self.place / "nginx.conf"
        conf.write_text(_NGINX.format(place=self.place, port=self.port, root=self.root))
        return [
            *unprivileged(),
            "nginx",
            "-c",
            str(conf),
            "-e",
            f"{self.place}/error.log",
        ]


def write_and_hash(source: Path, target: Path) -> float:
    """Seconds a program needs that does nothing but hash and store the bytes."""
    began = time.perf_counter()
    digest = hashlib.sha256()
    with source.open("rb", buffering=0) as pieces, target.open("wb", 0) as copy:
        while piece := pieces.read(1024 * 1024):
            digest.update(piece)
            copy.write(piece)
        os.fsync(copy.fileno())
    directory = os.open(target.parent, os.O_RDONLY)
    os.fsync(directory)
    os.close(directory)
    return time.perf_counter() - began
