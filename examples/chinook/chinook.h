/*
 * chinook.h - the tables of the Chinook database, a shop for music: all eleven,
 * mapped.
 *
 * The names in the database are not those of C: .name tells them.  Playlists and
 * tracks are many to many, employees report to each other.
 */
#ifndef CHINOOK_H
#define CHINOOK_H

#include <cupel.h>
#include <stdio.h>

typedef struct Artist Artist;
typedef struct Album Album;
typedef struct Genre Genre;
typedef struct MediaType MediaType;
typedef struct Track Track;
typedef struct Playlist Playlist;
typedef struct Employee Employee;
typedef struct Customer Customer;
typedef struct Invoice Invoice;
typedef struct InvoiceLine InvoiceLine;

struct Artist {
    cupel_object base;
    cupel_int id;
    cupel_text name;
    cupel_to_many(Album) albums;
};

struct Album {
    cupel_object base;
    cupel_int id, artist_id;
    cupel_text title;
    cupel_to_one(Artist) artist;
    cupel_to_many(Track) tracks;
};

struct Genre {
    cupel_object base;
    cupel_int id;
    cupel_text name;
};

struct MediaType {
    cupel_object base;
    cupel_int id;
    cupel_text name;
};

struct Track {
    cupel_object base;
    cupel_int id;
    cupel_text name, composer;
    cupel_null_int album_id, genre_id, bytes;
    cupel_int media_type_id, milliseconds;
    cupel_decimal unit_price;
    cupel_to_one(Album) album;
    cupel_to_one(Genre) genre;
    cupel_to_one(MediaType) media_type;
    cupel_to_many(Playlist) playlists;
    cupel_to_many(InvoiceLine) lines;
};

struct Playlist {
    cupel_object base;
    cupel_int id;
    cupel_text name;
    cupel_to_many(Track) tracks;
};

struct Employee {
    cupel_object base;
    cupel_int id;
    cupel_text first_name, last_name, title;
    cupel_null_int reports_to;
    cupel_null_datetime born, hired;
    cupel_text address, city, state, country, postal_code, phone, fax, email;
    cupel_to_one(Employee) manager;
    cupel_to_many(Employee) reports;
    cupel_to_many(Customer) customers;
};

struct Customer {
    cupel_object base;
    cupel_int id;
    cupel_text first_name, last_name, company;
    cupel_text address, city, state, country, postal_code, phone, fax, email;
    cupel_null_int agent_id;
    cupel_to_one(Employee) agent;
    cupel_to_many(Invoice) invoices;
};

struct Invoice {
    cupel_object base;
    cupel_int id, customer_id;
    cupel_datetime date;
    cupel_text address, city, state, country, postal_code;
    cupel_decimal total;
    cupel_to_one(Customer) customer;
    cupel_to_many(InvoiceLine) lines;
};

struct InvoiceLine {
    cupel_object base;
    cupel_int id, invoice_id, track_id, quantity;
    cupel_decimal unit_price;
    cupel_to_one(Invoice) invoice;
    cupel_to_one(Track) track;
};

CUPEL_DECLARE(Artist);
CUPEL_DECLARE(Album);
CUPEL_DECLARE(Genre);
CUPEL_DECLARE(MediaType);
CUPEL_DECLARE(Track);
CUPEL_DECLARE(Playlist);
CUPEL_DECLARE(Employee);
CUPEL_DECLARE(Customer);
CUPEL_DECLARE(Invoice);
CUPEL_DECLARE(InvoiceLine);

/* The table between playlists and tracks. */
extern const cupel_table playlist_track;

/* The ten mappings, in an order in which no row refers to one of a later mapping. */
#define CHINOOK_MAPPING_COUNT 10
extern const cupel_mapping *const chinook_mappings[CHINOOK_MAPPING_COUNT];

/* A few rows of each table, for where the whole database is not at hand; commits. */
cupel_code chinook_fill(cupel_session *session);

/* What a shop would ask: each answer is written to `out`, or the error is returned. */
typedef cupel_code chinook_answer(cupel_session *session, FILE *out);

typedef struct chinook_question {
    const char *text;
    chinook_answer *answer;
} chinook_question;

#define CHINOOK_QUESTION_COUNT 10
extern const chinook_question chinook_questions[CHINOOK_QUESTION_COUNT];

#endif
