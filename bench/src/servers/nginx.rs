//! nginx: what a file, and an event to many, cost where nothing is thought of.

use std::{
    fs::{self, Permissions},
    net::SocketAddrV4,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};

use super::{Process, Recipe, free_address};

const NCHAN: &str = "/usr/lib/nginx/modules/ngx_nchan_module.so";

pub struct Nginx {
    pub process: Process,
    pub address: SocketAddrV4,
    /// Whether it has nchan, which publishes to event streams.
    pub has_nchan: bool,
    folder: PathBuf,
}

impl Nginx {
    /// Serves what is put into its folder, takes in what comes by `PUT /put/NAME`, and
    /// has with nchan `/pub/NAME` and `/sub/NAME`.
    pub fn start(folder: &Path) -> Result<Self, String> {
        let folder = folder.join("nginx");
        let put = folder.join("files/put");
        // What writes there has a user of its own.
        fs::create_dir_all(&put)
            .and_then(|()| fs::set_permissions(&put, Permissions::from_mode(0o777)))
            .map_err(|error| format!("nginx: {error}"))?;
        let (address, has_nchan) = (free_address(), Path::new(NCHAN).exists());
        let configuration = configuration(&folder, address, has_nchan);
        fs::write(folder.join("nginx.conf"), configuration)
            .map_err(|error| format!("nginx: {error}"))?;
        let mut process = Recipe::new("/usr/sbin/nginx", &folder)
            .arguments(["-p", ".", "-e", "stderr", "-c", "nginx.conf", "-g", "daemon off;"])
            .start()?
            .last_signal(rustix::process::Signal::TERM);
        process.until(|log| log.contains("start worker process "))?;
        Ok(Self { process, address, has_nchan, folder })
    }

    pub fn serve(&self, name: &str, bytes: &[u8]) -> Result<(), String> {
        let path = self.folder.join("files").join(name);
        fs::write(&path, bytes).map_err(|error| format!("{}: {error}", path.display()))
    }
}

fn configuration(folder: &Path, address: SocketAddrV4, has_nchan: bool) -> String {
    let place = folder.display();
    let (module, memory, channels) = match has_nchan {
        true => (format!("load_module {NCHAN};"), "nchan_shared_memory_size 512M;", CHANNELS),
        false => (String::new(), "", ""),
    };
    let temporary: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        .map(|name| format!("{name}_temp_path {place}/{name};\n"))
        .concat();
    format!(
        "{module}
         worker_processes auto;
         worker_rlimit_nofile 20000;
         pid nginx.pid;
         error_log stderr notice;
         events {{ worker_connections 16384; }}
         http {{
             {temporary}
             {memory}
             access_log off;
             default_type text/html;
             sendfile on;
             tcp_nopush on;
             keepalive_requests 1000000000;
             keepalive_timeout 600s;
             open_file_cache max=100;
             client_max_body_size 1m;
             client_body_buffer_size 1m;
             server {{
                 listen {address} backlog=4096;
                 root {place}/files;
                 location /put/ {{
                     dav_methods PUT;
                     client_max_body_size 100m;
                 }}
                 {channels}
             }}
         }}"
    )
}

const CHANNELS: &str = "
    location ~ /pub/([^/]+)$ {
        nchan_publisher;
        nchan_channel_id $1;
        nchan_message_buffer_length 1000;
        nchan_message_timeout 10m;
    }
    location ~ /sub/([^/]+)$ {
        nchan_subscriber eventsource;
        nchan_channel_id $1;
        nchan_subscriber_first_message newest;
    }";
