//! Tables of multiples of one point, against dalek's.

use super::super::group::{self, Point, Table};
use super::numbers::bytes;
use super::test;
use crate::oprf::dalek;
use curve25519_dalek::scalar::Scalar;

fn point() -> (Point, dalek::Point) {
    let theirs = dalek::from_uniform(&[bytes("table", 0)]);
    let ours = group::decode(&dalek::encode(&theirs)).unwrap();
    (ours[0], theirs[0])
}

#[test]
fn products_by_secret_scalars() {
    let (ours, theirs) = point();
    let (ours, theirs) = (Table::new(&ours), dalek::Table::new(&theirs));
    for length in [0, 1, 2, 3, 4, 5, 7, 8, 33, 300] {
        let scalars: Vec<_> = (0..length)
            .map(|i| Scalar::from_bytes_mod_order_wide(&bytes("scalar", i)))
            .chain([Scalar::ZERO, Scalar::ONE, -Scalar::ONE])
            .collect();
        let products = theirs.multiply(&scalars);
        assert_eq!(
            group::encode(&ours.multiply(&scalars)),
            dalek::encode(&products)
        );
    }
    let scalars = [Scalar::from_bytes_mod_order_wide(&bytes("nothing", 0)); 9];
    let nothing = Table::new(&Point::IDENTITY);
    assert_eq!(group::encode(&nothing.multiply(&scalars)), vec![[0; 32]; 9]);
}

#[test]
fn every_digit_of_a_table_is_found_at_every_place() {
    let (ours, theirs) = point();
    let table = Table::new(&ours);
    let mut power = Scalar::ONE;
    let mut scalars = Vec::new();
    for _ in 0..42 {
        for digit in [1_u64, 4, 5, 16, 17, 31, 32, 33, 48, 63] {
            scalars.push(power * Scalar::from(digit));
        }
        power *= Scalar::from(64_u64);
    }
    scalars.extend((0..64_u64).map(Scalar::from));
    let expected: Vec<_> = scalars.iter().map(|scalar| theirs * scalar).collect();
    assert_eq!(
        group::encode(&table.multiply(&scalars)),
        dalek::encode(&expected)
    );
}
