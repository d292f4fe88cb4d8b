//! A Redis Cluster of our own: three servers that share the key space.

use tokio::sync::OnceCell;

use super::folder;
use super::port::free_port;
use super::process::{Process, Recipe};
use super::wait::{DEADLINE, eventually};

const NODES: usize = 3;

pub struct RedisCluster {
    ports: Vec<u16>,
    nodes: Vec<Process>,
}

static SHARED: OnceCell<RedisCluster> = OnceCell::const_new();

impl RedisCluster {
    /// The one of this test process; whoever breaks it starts an own.
    pub async fn shared() -> &'static Self {
        SHARED.get_or_init(Self::start).await
    }

    pub async fn start() -> Self {
        let (mut ports, mut nodes) = (Vec::new(), Vec::new());
        for _ in 0..NODES {
            let port = free_port();
            nodes.push(node(port).await);
            ports.push(port);
        }
        let cluster = Self { ports, nodes };
        cluster.unite().await;
        cluster
    }

    async fn unite(&self) {
        let addresses: Vec<_> = self.ports.iter().map(|port| format!("127.0.0.1:{port}")).collect();
        let united = Recipe::new("redis-cli", &folder::fresh("redis-cli"))
            .arguments(["--cluster", "create"])
            .arguments(addresses.iter().map(String::as_str))
            .arguments(["--cluster-replicas", "0", "--cluster-yes"])
            .run()
            .await;
        assert!(united.status.success(), "no cluster: {}", united.output);
        for port in &self.ports {
            let address = format!("redis://127.0.0.1:{port}");
            eventually("the nodes to agree", async || {
                let info = super::redis::ask(&address, &["CLUSTER", "INFO"]);
                info.contains("cluster_state:ok").then_some(())
            })
            .await;
        }
    }

    /// One address is enough; it tells of the others.
    pub fn address(&self) -> String {
        format!("redis-cluster://127.0.0.1:{}", self.ports[0])
    }

    /// `STOP` freezes one of the servers, `CONT` lets it go on.
    pub fn signal(&self, node: usize, signal: &str) {
        self.nodes[node].signal(signal);
    }
}

async fn node(port: u16) -> Process {
    let (port, bus) = (port.to_string(), free_port().to_string());
    let mut process = Recipe::new("redis-server", &folder::fresh("redis-cluster"))
        .arguments(["--bind", "127.0.0.1", "--port", &port, "--cluster-port", &bus])
        .arguments(["--save", "", "--appendonly", "no"])
        .arguments(["--cluster-enabled", "yes", "--cluster-node-timeout", "2000"])
        .start();
    process.announces("Ready to accept connections", DEADLINE).await;
    process
}
