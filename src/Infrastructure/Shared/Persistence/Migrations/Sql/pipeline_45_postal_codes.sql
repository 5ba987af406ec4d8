-- The post office's table, for all tenants alike; loaded by the verb postal-codes, empty until then.
CREATE TABLE postal_codes (
    postal_code text COLLATE "C" NOT NULL CHECK (postal_code ~ '^[0-9]{7}$'),
    prefecture text COLLATE "C" NOT NULL,
    city text COLLATE "C" NOT NULL,
    town text COLLATE "C" NOT NULL,
    CONSTRAINT pk_postal_codes PRIMARY KEY (postal_code, prefecture, city, town)
);
