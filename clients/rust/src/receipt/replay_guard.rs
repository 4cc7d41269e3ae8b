use std::collections::{HashSet, VecDeque};
use std::error::Error;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

/// Remembers which receipts were accepted.
///
/// A closure that takes the id and the instant and returns a future is one too.
pub trait ReplayGuard: Send + Sync {
    /// True for the first who asks with this id, false for everybody after.
    ///
    /// After `until` the id may be forgotten: the receipt is refused by its age. It has to be one step for all
    /// processes, such as an insert that fails when the id is there. Reading first and writing later lets two in.
    fn consume(&self, id: String, until: SystemTime) -> Consumed<'_>;
}

type Consumed<'a> = Pin<Box<dyn Future<Output = Result<bool, Box<dyn Error + Send + Sync>>> + Send + 'a>>;

impl<C, F> ReplayGuard for C
where
    C: Fn(String, SystemTime) -> F + Send + Sync,
    F: Future<Output = Result<bool, Box<dyn Error + Send + Sync>>> + Send + 'static,
{
    fn consume(&self, id: String, until: SystemTime) -> Consumed<'_> {
        Box::pin(self(id, until))
    }
}

/// Accepts each receipt once in this process, until it is restarted: keep one for all calls. Several processes, or one
/// that must not forget, need a database.
///
/// It holds 100 000 receipts, enough for 250 a second. When it is full it fails: to forget a receipt early would let it
/// in again.
#[derive(Debug, Default)]
pub struct MemoryReplayGuard {
    seen: Mutex<Seen>,
}

#[derive(Debug, Default)]
struct Seen {
    ids: HashSet<String>,
    oldest_first: VecDeque<(String, SystemTime)>,
}

impl MemoryReplayGuard {
    /// Makes one that has seen nothing.
    pub fn new() -> Self {
        Self::default()
    }

    fn accept(&self, id: String, until: SystemTime, now: SystemTime) -> Result<bool, &'static str> {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let Seen { ids, oldest_first } = &mut *seen;
        // One that ends early behind one that ends late waits for it, a few minutes at most.
        while oldest_first.front().is_some_and(|(_, until)| *until < now) {
            oldest_first.pop_front().inspect(|(old, _)| {
                ids.remove(old);
            });
        }
        if ids.contains(&id) {
            return Ok(false);
        }
        if ids.len() >= CAPACITY {
            return Err("the replay guard is full, use a database");
        }
        ids.insert(id.clone());
        oldest_first.push_back((id, until));
        Ok(true)
    }
}

const CAPACITY: usize = 100_000;

impl ReplayGuard for MemoryReplayGuard {
    fn consume(&self, id: String, until: SystemTime) -> Consumed<'_> {
        Box::pin(async move { self.accept(id, until, SystemTime::now()).map_err(Into::into) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn each_id_is_accepted_once_until_its_end() {
        let guard = MemoryReplayGuard::new();
        let noon = SystemTime::UNIX_EPOCH + Duration::from_secs(43_200);
        let end = noon + Duration::from_secs(300);
        let accept = |id: &str, now| guard.accept(id.to_owned(), end, now);
        assert_eq!(accept("one", noon), Ok(true));
        assert_eq!(accept("one", noon), Ok(false));
        assert_eq!(accept("two", noon), Ok(true));
        assert_eq!(accept("one", end + Duration::from_secs(1)), Ok(true));
    }
}
