use super::super::buckets::{Roots, bucket_of, inner, leaf, length, read_bucket};
use super::super::pages::Buckets;
use super::super::{Part, Place, Value};
use super::*;
use std::collections::{BTreeMap, BTreeSet};

const SECRET: [u8; 32] = [5; 32];

impl Source for [Item] {
    fn count(&self) -> u64 {
        self.len() as u64
    }

    fn each(&self, take: &mut dyn FnMut(Item)) -> Result<(), &'static str> {
        self.iter().for_each(|item| take(*item));
        Ok(())
    }
}

/// Items with their numbers as entries.
fn placed(items: &[(Place, Value)]) -> Vec<Item> {
    let numbered = (0u32..).zip(items);
    let item = |(entry, (place, value)): (u32, &(Place, Value))| {
        let [a, b, c, d, e, ..] = (value.bits() ^ place.mask).to_le_bytes();
        Item {
            key: place.key,
            entry,
            slot: [place.fingerprint, a, b, c, d, e],
        }
    };
    numbered.map(item).collect()
}

struct Built {
    index: Vec<u8>,
    roots: Vec<u8>,
}

fn built(
    items: &[Item],
    keys: u64,
    held: usize,
    may_go: impl FnMut(u32) -> bool,
) -> Result<Built, &'static str> {
    let mut index = Vec::new();
    let roots = build(items, keys, &SECRET, held, may_go, &mut index)?;
    Ok(Built { index, roots })
}

/// What FORMAT.md says, with everything in memory: noise first, bucket after bucket, then trees by recursion.
fn by_brute_force(items: &[Item], keys: u64, mut may_go: impl FnMut(u32) -> bool) -> Built {
    let count = bucket_count(keys);
    let mut buckets = vec![[0; 64]; count as usize];
    noise::fill(buckets.as_flattened_mut(), &SECRET, "presend bucket noise");
    let mut by_bucket: BTreeMap<u32, BTreeMap<u64, Item>> = BTreeMap::new();
    for item in items {
        let bucket = ((u128::from(item.key) * u128::from(count)) >> 64) as u32;
        by_bucket.entry(bucket).or_default().insert(item.key, *item);
    }
    for (number, mut held) in by_bucket {
        for key in held.keys().rev().copied().collect::<Vec<_>>() {
            if held.len() > 10 && may_go(held[&key].entry) {
                held.remove(&key);
            }
        }
        assert!(held.len() <= 10);
        let mut order: Vec<usize> = (0..10).collect();
        order.sort_by_key(|slot| rank(&SECRET, number, *slot));
        for (item, slot) in held.values().zip(order) {
            buckets[number as usize][6 * slot..6 * slot + 6].copy_from_slice(&item.slot);
        }
    }
    fn node(buckets: &[[u8; 64]], first: u32, height: u32) -> Node {
        if height == 0 {
            return leaf(first, buckets.get(first as usize).unwrap_or(&[0; 64]));
        }
        let half = 1 << (height - 1);
        let right = node(buckets, first + half, height - 1);
        inner(&node(buckets, first, height - 1), &right)
    }
    let mut roots = ROOTS.to_vec();
    roots.extend(count.div_ceil(128).to_le_bytes());
    for page in 0..count.div_ceil(128) {
        roots.extend(node(&buckets, 128 * page, 7));
    }
    let index = [&MAGIC[..], buckets.as_flattened()].concat();
    Built { index, roots }
}

fn items(n: u64) -> Vec<(Place, Value)> {
    let mut items = Vec::new();
    for i in 0..n {
        let mut bytes = [0; 64];
        noise::fill(&mut bytes, &[9; 32], &i.to_string());
        let place = Place::of(&bytes, Part::base(0));
        items.push((place, Value::from_bits(i * 31)));
    }
    items
}

/// So many parts, some of a page each, and so narrow that buckets are full in most of them: what goes depends on
/// what went before, in an earlier part.
#[test]
fn parts_of_any_number_in_any_order_give_the_bytes_of_one() {
    let n = 24_000;
    let mut items = placed(&items(n));
    for (number, item) in items.iter_mut().enumerate() {
        item.entry = number as u32 % 4000;
    }
    let keys = 13_000;
    let decide = |left: &mut [u8], asked: &mut Vec<u32>, entry: u32| {
        let left = &mut left[entry as usize];
        asked.push(entry);
        let may = *left > 4;
        *left -= u8::from(may);
        may
    };
    let (mut left, mut expected_asked) = (vec![5u8; 4000], Vec::new());
    let expected = by_brute_force(&items, keys, |entry| {
        decide(&mut left, &mut expected_asked, entry)
    });
    let refused = left.iter().filter(|left| **left == 4).count();
    assert!(
        refused > 100 && expected_asked.len() > refused + 5,
        "{refused} {}",
        expected_asked.len()
    );
    // 4,063 buckets are 32 pages.
    for (held, reversed) in [
        (1, false),
        (700, true),
        (5_000, false),
        (23_999, true),
        (24_000, true),
    ] {
        if reversed {
            items.reverse();
        }
        let (mut left, mut asked) = (vec![5u8; 4000], Vec::new());
        let found = built(&items, keys, held, |entry| {
            decide(&mut left, &mut asked, entry)
        })
        .unwrap();
        assert!(found.index == expected.index, "{held} held");
        assert!(found.roots == expected.roots, "{held} held");
        assert_eq!(asked, expected_asked, "{held} held");
    }
}

/// A sink that is full after so many bytes.
struct Full(usize);

impl Write for Full {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0 = self
            .0
            .checked_sub(bytes.len())
            .ok_or(std::io::ErrorKind::StorageFull)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_full_disk_and_one_key_twice_are_refused() {
    let mut items = placed(&items(3000));
    let refused = build(
        items.as_slice(),
        3000,
        &SECRET,
        500,
        |_| true,
        &mut Full(30_000),
    );
    assert_eq!(
        refused.unwrap_err(),
        "the index cannot be written; is the disk full?"
    );
    items[2000].key = items[7].key;
    for held in [1, 3000] {
        let refused = built(&items, 3000, held, |_| true).err();
        assert_eq!(refused, Some("two items have one key"));
    }
}

#[test]
fn every_value_comes_back_with_its_proof() {
    for n in [1, 2, 10, 400, 2000] {
        let items = items(n);
        let mut gone = BTreeSet::new();
        let built = built(&placed(&items), n, 100, |item| gone.insert(item)).unwrap();
        assert!(gone.len() <= 5, "{} of {n} left out", gone.len());
        assert_eq!(built.index.len() as u64, length(n));
        let buckets = Buckets::parse(&built.index, n).unwrap();
        let roots = Roots::parse(&built.roots, n).unwrap();
        for (item, (place, value)) in (0u32..).zip(&items) {
            if gone.contains(&item) {
                continue;
            }
            let number = bucket_of(place, bucket_count(n));
            let proven = buckets.prove(number).unwrap();
            let bucket = roots.check(number, &proven).unwrap();
            assert!(read_bucket(&bucket, place).any(|found| found == *value));
            assert!(roots.check(number ^ 1, &proven).is_none());
            for at in [0, 63, 64, 175] {
                let mut changed = proven;
                changed[at] ^= 1;
                assert!(roots.check(number, &changed).is_none(), "byte {at}");
            }
        }
        assert!(buckets.prove(bucket_count(n)).is_none());
    }
}

#[test]
fn a_full_bucket_gives_up_what_may_go() {
    let mut items = items(12);
    for (i, item) in items.iter_mut().enumerate() {
        // room for 40 keys: 13 buckets, all items in the first
        item.0.key = i as u64;
    }
    let stuck = built(&placed(&items), 40, 12, |_| false).err();
    assert!(stuck.unwrap().starts_with("a bucket is full"));
    let built = built(&placed(&items), 40, 12, |item| item < 5).unwrap();
    let buckets = Buckets::parse(&built.index, 40).unwrap();
    let bucket: [u8; 64] = *buckets.prove(0).unwrap().first_chunk().unwrap();
    let held = items
        .iter()
        .filter(|(place, value)| read_bucket(&bucket, place).any(|found| found == *value));
    assert_eq!(held.count(), 10);
}

#[test]
fn other_lengths_and_beginnings_are_refused() {
    let built = built(&placed(&items(50)), 50, 50, |_| false).unwrap();
    assert!(Buckets::parse(&built.index[1..], 50).is_err());
    assert!(Buckets::parse(&built.index, 5000).is_err());
    assert!(Roots::parse(&built.roots[1..], 50).is_err());
    assert!(Roots::parse(&built.roots, 5000).is_err());
    let mut longer = built.roots.clone();
    longer.push(0);
    assert!(Roots::parse(&longer, 50).is_err());
}
