//! What lies in the store against what should.

use std::collections::HashMap;

use futures_util::{StreamExt, TryStreamExt, pin_mut};
use uuid::Uuid;

use super::{FileRepository, FileService, Part};
use crate::error::Result;

/// So many at once.
const STEP: usize = 500;

/// What was found.
#[derive(Debug, Default)]
pub struct Inventory {
    /// How many objects there should be, and how many bytes they have together.
    pub objects: u64,
    pub bytes: u64,
    /// Those that are not there, or not whole.
    pub missing: Vec<Uuid>,
    /// What lies there for nothing, by what it is called there.
    pub leftover: Vec<String>,
    pub leftover_bytes: u64,
}

impl FileService {
    /// Compares all of it. What is uploaded or removed meanwhile is looked at again,
    /// and so is not told.
    pub async fn inventory(&self) -> Result<Inventory> {
        let mut found = Inventory::default();
        let sizes = self.take_stock(&mut found).await?;
        let mut after = Uuid::nil();
        loop {
            let objects = FileRepository::of(&self.database).objects_after(after, STEP).await?;
            let Some(last) = objects.last() else { return Ok(found) };
            after = last.id;
            for object in &objects {
                let size = u64::try_from(object.size).unwrap_or_default();
                found.objects += 1;
                found.bytes += size;
                let is_whole = sizes.get(&object.id) == Some(&size)
                    || self.store.size(&object.id, Part::Whole).await.ok() == Some(size)
                    || !self.is_there(object.id).await?;
                if !is_whole {
                    found.missing.push(object.id);
                }
            }
        }
    }

    /// The sizes of what lies there.
    async fn take_stock(&self, found: &mut Inventory) -> Result<HashMap<Uuid, u64>> {
        let mut sizes = HashMap::new();
        let steps = self.store.list().try_chunks(STEP);
        pin_mut!(steps);
        while let Some(step) = steps.next().await {
            let step = step.map_err(|failed| failed.1)?;
            let keys = step.iter().filter_map(|one| Some((one.key?, one.size)));
            let whole = keys.filter(|(key, _)| key.part == Part::Whole);
            sizes.extend(whole.map(|(key, size)| (key.object, size)));
            for one in self.leftover(&step).await? {
                found.leftover.push(one.path.to_string());
                found.leftover_bytes += one.size;
            }
        }
        Ok(sizes)
    }

    async fn is_there(&self, object: Uuid) -> Result<bool> {
        Ok(!FileRepository::of(&self.database).known(&[object]).await?.is_empty())
    }
}
