//! So many questions within so many seconds, for each client and for everybody.

use std::collections::HashMap;
use std::net::IpAddr;
use std::str::FromStr;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Clients that are counted one by one; beyond them all newcomers share one budget, so that memory
/// has an end.
const MOST_CLIENTS: usize = 50_000;

/// So many within so long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    count: u32,
    time: Duration,
}

impl FromStr for Budget {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let bad = "expected a number of questions, a slash and a number of seconds, as 20/60";
        let (count, seconds) = text.split_once('/').ok_or(bad)?;
        match (count.parse(), seconds.parse()) {
            (Ok(count), Ok(seconds)) if count > 0 && seconds > 0 => Ok(Self {
                count,
                time: Duration::from_secs(seconds),
            }),
            _ => Err(bad),
        }
    }
}

struct Window {
    ends: Instant,
    used: u32,
}

impl Window {
    fn new(budget: Budget, now: Instant) -> Self {
        Self {
            ends: now + budget.time,
            used: 0,
        }
    }

    /// Takes one; gives back the seconds to wait where all are used up.
    fn take(&mut self, budget: Budget, now: Instant) -> Option<u64> {
        if self.ends <= now {
            *self = Self::new(budget, now);
        }
        if self.used >= budget.count {
            let left = self.ends.duration_since(now);
            return Some(left.as_millis().div_ceil(1000).max(1) as u64);
        }
        self.used += 1;
        None
    }
}

/// A client as it is counted: of an IPv6 address the network, because the rest is its own choice.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Client {
    V4([u8; 4]),
    Network([u16; 4]),
    Unknown,
    EverybodyElse,
}

impl From<Option<IpAddr>> for Client {
    fn from(address: Option<IpAddr>) -> Self {
        match address.map(|address| address.to_canonical()) {
            None => Self::Unknown,
            Some(IpAddr::V4(address)) => Self::V4(address.octets()),
            Some(IpAddr::V6(address)) => {
                let [a, b, c, d, ..] = address.segments();
                Self::Network([a, b, c, d])
            }
        }
    }
}

/// Whose budget is used up, and the seconds to wait.
pub enum Refused {
    Client(u64),
    Global(u64),
}

/// Both budgets, in the memory of this process.
pub struct Budgets {
    client: Budget,
    global: Budget,
    windows: Mutex<(HashMap<Client, Window>, Option<Window>)>,
}

impl Budgets {
    pub fn new(client: Budget, global: Budget) -> Self {
        Self {
            client,
            global,
            windows: Mutex::default(),
        }
    }

    /// Takes one question of this client.
    pub fn take(&self, address: Option<IpAddr>, now: Instant) -> Option<Refused> {
        let mut windows = self.windows.lock().unwrap_or_else(PoisonError::into_inner);
        let (clients, global) = &mut *windows;
        let mut client = Client::from(address);
        if !clients.contains_key(&client) && clients.len() >= MOST_CLIENTS {
            clients.retain(|_, window| window.ends > now);
            if clients.len() >= MOST_CLIENTS {
                client = Client::EverybodyElse;
            }
        }
        let window = clients
            .entry(client)
            .or_insert_with(|| Window::new(self.client, now));
        if let Some(wait) = window.take(self.client, now) {
            return Some(Refused::Client(wait));
        }
        self.take_global(global, now)
    }

    /// Takes one question that was paid for: the client's budget is left alone.
    pub fn take_paid(&self, now: Instant) -> Option<Refused> {
        let mut windows = self.windows.lock().unwrap_or_else(PoisonError::into_inner);
        self.take_global(&mut windows.1, now)
    }

    fn take_global(&self, global: &mut Option<Window>, now: Instant) -> Option<Refused> {
        let global = global.get_or_insert_with(|| Window::new(self.global, now));
        global.take(self.global, now).map(Refused::Global)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> Option<IpAddr> {
        text.parse().ok()
    }

    #[test]
    fn so_many_within_so_long() {
        let budgets = Budgets::new(
            Budget {
                count: 2,
                time: Duration::from_secs(10),
            },
            Budget {
                count: 4,
                time: Duration::from_secs(100),
            },
        );
        let start = Instant::now();
        let at = |ms: u64| start + Duration::from_millis(ms);
        let take = |client: &str, ms| match budgets.take(address(client), at(ms)) {
            None => (None, None),
            Some(Refused::Client(wait)) => (Some(wait), None),
            Some(Refused::Global(wait)) => (None, Some(wait)),
        };
        assert_eq!(take("192.0.2.1", 0), (None, None));
        assert_eq!(take("192.0.2.1", 0), (None, None));
        assert_eq!(take("192.0.2.1", 0), (Some(10), None));
        assert_eq!(take("192.0.2.1", 9_500), (Some(1), None));
        assert_eq!(take("192.0.2.1", 10_000), (None, None));
        assert_eq!(take("192.0.2.2", 10_000), (None, None));
        assert_eq!(take("192.0.2.3", 10_000), (None, Some(90)));
    }

    #[test]
    fn clients_by_network() {
        assert!(Client::from(address("::ffff:192.0.2.1")) == Client::from(address("192.0.2.1")));
        assert!(
            Client::from(address("2001:db8:0:1::7"))
                == Client::from(address("2001:db8::1:1:2:3:4"))
        );
        assert!(
            Client::from(address("2001:db8:0:1::7")) != Client::from(address("2001:db8:0:2::7"))
        );
    }

    #[test]
    fn a_budget_as_text() {
        assert!("20/60".parse::<Budget>().is_ok());
        for bad in ["", "20", "0/60", "20/0", "-1/60", "20/60/1", "x/y"] {
            assert!(bad.parse::<Budget>().is_err(), "{bad}");
        }
    }
}
