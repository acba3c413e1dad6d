// SPDX-License-Identifier: Apache-2.0
#ifndef HC_MODEL_PRICE_DATA_H
#define HC_MODEL_PRICE_DATA_H

/* data/prices.csv as bytes; generated at build time. */
extern const unsigned char hc_prices_csv[];
extern const unsigned hc_prices_csv_len;

#endif
