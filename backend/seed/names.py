"""Names as the United States write them: the frequent ones first, by where the families came from."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import accumulate

SLOTS = 4096


def _listed(names: str) -> Sequence[str]:
    return names.split()


class Origin(IntEnum):
    """Where a surname comes from, which decides the first names that go with it."""

    GENERAL = 0
    HISPANIC = 1
    EAST_ASIAN = 2
    SOUTH_ASIAN = 3
    VIETNAMESE = 4


MALE = _listed("""
James Michael Robert John David William Richard Joseph Thomas Christopher Charles Daniel Matthew Anthony Mark Steven
Donald Andrew Joshua Paul Kenneth Kevin Brian Timothy Ronald Jason George Edward Jeffrey Ryan Jacob Nicholas Gary Eric
Jonathan Stephen Larry Justin Scott Brandon Benjamin Samuel Gregory Alexander Patrick Frank Raymond Jack Dennis Jerry
Tyler Aaron Henry Douglas Peter Jose Adam Zachary Walter Nathan Harold Kyle Carl Arthur Gerald Roger Keith Lawrence
Jeremy Terry Albert Joe Sean Willie Christian Jesse Austin Billy Bruce Ralph Bryan Ethan Roy Eugene Jordan Louis Wayne
Alan Harry Russell Juan Dylan Randy Philip Vincent Noah Bobby Howard Gabriel Johnny Logan Mason Caleb Isaac Elijah
Liam Hunter Connor Evan Owen Luke Wesley Travis Derek Darnell Marcus Terrence Malik Jamal DeShawn Andre Dwayne Curtis
Leon Clarence Stanley Norman Marvin Glenn Craig Dale Clifford Theodore Oscar Maxwell Spencer Grant Blake Cole Chase
Preston
""")

FEMALE = _listed("""
Mary Patricia Jennifer Linda Elizabeth Barbara Susan Jessica Karen Sarah Lisa Nancy Sandra Betty Ashley Emily Kimberly
Margaret Donna Michelle Carol Amanda Melissa Deborah Stephanie Rebecca Sharon Laura Cynthia Dorothy Amy Kathleen
Angela Shirley Emma Brenda Pamela Nicole Anna Samantha Katherine Christine Debra Rachel Carolyn Janet Maria Olivia
Heather Helen Catherine Diane Julie Victoria Joyce Lauren Kelly Christina Ruth Joan Virginia Judith Evelyn Hannah
Andrea Megan Cheryl Jacqueline Madison Teresa Abigail Sophia Martha Sara Gloria Janice Kathryn Ann Isabella Judy
Charlotte Julia Grace Amber Alice Jean Denise Frances Danielle Marilyn Natalie Beverly Diana Brittany Theresa Kayla
Alexis Doris Lori Tiffany Renee Zoë Chloe Renée Claire Molly Paige Aaliyah Imani Keisha Latoya Tamika Ebony Monique
Yolanda Felicia Gwen Rosemary Audrey Lillian Hazel Eleanor Vivian Norma Peggy Wanda Erin Leah Brooke Haley Morgan
Taylor Jenna Chelsea Shelby
""")

HISPANIC_MALE = _listed("""
José Jose Luis Carlos Juan Jorge Miguel Jesus Jesús Francisco Antonio Manuel Alejandro Pedro Ricardo Roberto Fernando
Eduardo Rafael Javier Ramón Raúl Sergio Mario Andrés Diego Héctor Alberto Ángel Enrique Julio César Rubén Martín
Guillermo Ernesto Arturo Salvador Santiago Mateo Emilio
""")

HISPANIC_FEMALE = _listed("""
María Maria Guadalupe Ana Rosa Carmen Gabriela Sofía Sofia Alejandra Patricia Leticia Verónica Adriana Claudia Silvia
Elena Isabel Lucía Daniela Mariana Valeria Juana Teresa Luz Marisol Esperanza Yolanda Xiomara Inés Mónica Beatriz
Rocío Camila Valentina Ximena Paola Araceli Dolores Graciela
""")

EAST_ASIAN_MALE = _listed("Wei Jun Ming Kenji Hiroshi Jin Min-Jun Hao Jian Daniel Kevin Eric Andrew Jason David Albert")
EAST_ASIAN_FEMALE = _listed(
    "Mei Ling Yuki Xiu Ji-Woo Soo-Jin Hana Li Jing Grace Amy Michelle Jenny Christine Helen Ivy"
)
SOUTH_ASIAN_MALE = _listed(
    "Raj Amit Sanjay Vikram Rahul Arjun Rohan Imran Ahmed Anil Suresh Ravi Nikhil Karan Omar Sameer"
)
SOUTH_ASIAN_FEMALE = _listed(
    "Priya Anjali Neha Pooja Aisha Sunita Kavita Divya Meera Fatima Lakshmi Nisha Shreya Deepa"
)
VIETNAMESE_MALE = _listed("Minh Tuan Hung Duc Anh Khoa Huy Long Dũng Thanh Quang Vinh Kevin Andy Tony David")
VIETNAMESE_FEMALE = _listed("Linh Lan Mai Thuy Hoa Ngọc Trang Hương Phuong Kim Thảo Vy Jenny Tiffany Nancy Kathy")

GENERAL_SURNAMES = _listed("""
Smith Johnson Williams Brown Jones Miller Davis Wilson Anderson Thomas Taylor Moore Jackson Martin Lee Thompson White
Harris Clark Lewis Robinson Walker Young Allen King Wright Scott Hill Green Adams Nelson Baker Hall Campbell Mitchell
Carter Roberts Phillips Evans Turner Parker Collins Edwards Stewart Morris Murphy Cook Rogers Morgan Peterson Cooper
Reed Bailey Bell Kelly Howard Ward Cox Richardson Watson Brooks Wood James Bennett Gray Hughes Price Myers Long Foster
Sanders Ross Morales Powell Sullivan Russell Ortiz Jenkins Perry Butler Barnes Fisher Henderson Coleman Simmons
Patterson Jordan Reynolds Hamilton Graham Wallace Cole West Hayes Bryant Gibson Ellis Stevens Murray Ford Marshall
Owens McDonald Harrison Kennedy Wells Woods Washington Warren Burns Henry Freeman Webb Tucker Simpson Porter Hunter
Gordon Crawford Hicks Mason Boyd Dixon Hunt Black Palmer Robertson Holmes Stone Meyer Shaw Rose Rice Mills Warner
Schmidt Nichols Knight Ferguson Hawkins Arnold Perkins Hudson Spencer Gardner Payne Pierce Berry Matthews Wagner
Willis Ray Watkins Olson Carroll Duncan Snyder Hart Cunningham Bradley Lane Andrews Ruiz Harper Fox Riley Armstrong
Carpenter Weaver Greene Lawrence Elliott Sims Austin Peters Kelley Franklin Lawson Fields Ryan Schultz Carr Vasquez
Wheeler Chapman Oliver Montgomery Richards Williamson Johnston Banks Meyer Bishop McCoy Howell Morrison Hansen Garza
Harvey Little Burton Stanley George Jacobs Reid Kim Fuller Lynch Dean Gilbert Garrett Romero Welch Larson Frazier
Burke Hanson Mendoza Moreno Bowman Medina Fowler Brewer Hoffman Carlson Silva Pearson Holland Douglas Fleming Jensen
Vargas Byrd Davidson Hopkins May Terry Herrera Wade Soto Walters Curtis Neal Caldwell Lowe Jennings Barnett Graves
Jimenez Horton Shelton Barrett O'Brien Castro Sutton Gregory McKinney Lucas Miles Craig Rodriquez Chambers Holt
Lambert Fletcher Watts Bates Hale Rhodes Pena Beck Newman Haynes McDaniel Mendez Bush Vaughn Parks Dawson Santiago
Norris Hardy Love Steele Curry Powers Schneider Barker Guzman Page Munoz Ball Keller Chandler Weber Leonard Walsh
Lyons Ramsey Wolfe Schroeder Zimmerman Krueger Kowalski Novak Petersen Olsen Christensen Sorensen Lindgren Bergstrom
O'Connor O'Neill O'Donnell Fitzgerald McCarthy McLaughlin McGuire Gallagher Donovan Callahan Brennan Doyle Flynn Quinn
Keane Byrne Nolan Casey Mullen Rossi Russo Esposito Romano Colombo Ricci Marino Greco Bruno Gallo Conti DeLuca Mancini
Costa Giordano Rizzo Lombardi Moretti Barbieri Fontana Santoro Mariani Cohen Levy Goldberg Friedman Schwartz Kaplan
Rosenberg Silverman Weiss Katz Shapiro Epstein Adler Stein Klein Becker Fischer Bauer Koch Richter Wolf Neumann
Schwarz Braun Krüger Hofmann Hartmann Lange Werner Krause Lehmann Maier Köhler Herrmann König Walter Mayer Huber
Kaiser Fuchs Lang Scholz Möller Weiß Jung Hahn Vogel Friedrich Keil Günther Frank Berger Winkler Roth Lorenz Baumann
Franke Albrecht Schuster Simon Ludwig Böhm Winter Kraus Schumacher Krämer Vogt Otto Jäger Stein Groß Sommer Dubois
Lefebvre Moreau Girard Fournier Lambert Rousseau Leblanc Boudreaux Thibodeaux Landry Hebert Guidry Broussard Fontenot
Arceneaux Robichaux Trahan Bergeron Gauthier Pelletier Bouchard Gagnon Côté Beauchamp Desjardins Ivanov Petrov Volkov
Kozlov Popov Sokolov Morozov Wójcik Nowak Kowalczyk Lewandowski Zielinski Szymanski Dombrowski Jankowski Wisniewski
Kaminski Czarnecki Papadopoulos Pappas Demetriou Nikolaidis Haddad Khoury Nasser Mansour Saleh Hassan Ibrahim Mustafa
Okafor Adeyemi Okonkwo Mensah Diallo Traore Abebe Tesfaye Kamara Sesay Jean-Baptiste Pierre Toussaint Desrosiers
""")

HISPANIC_SURNAMES = _listed("""
Garcia Rodriguez Martinez Hernandez Lopez Gonzalez Perez Sanchez Ramirez Torres Flores Rivera Gomez Diaz Reyes Cruz
Morales Gutierrez Ortiz Ramos Chavez Ruiz Alvarez Castillo Jimenez Vasquez Moreno Herrera Medina Aguilar Vargas Castro
Guzman Mendez Fernandez Munoz Salazar García Garza Soto Delgado Pena Rios Sandoval Alvarado Valdez Guerrero Estrada
Ortega Nunez Maldonado Contreras Dominguez Vega Rojas Espinoza Mejia Acosta Cabrera Carrillo Campos Fuentes Cervantes
Padilla Rodríguez Martínez Hernández López González Pérez Sánchez Ramírez Peña Núñez Muñoz Gómez Díaz Gutiérrez
Jiménez Vásquez Ibarra Cortez Figueroa Molina Navarro Luna Trujillo Velasquez Ochoa Zamora Villarreal Quintero Montoya
Escobar Bautista Cisneros Barrera Rosales Zavala Cárdenas Galván Treviño Ybarra Santana Colón Arroyo Pagán
""")

EAST_ASIAN_SURNAMES = _listed("""
Lee Kim Wong Chen Wang Park Liu Li Lin Yang Huang Chang Wu Chan Zhang Choi Cheng Ng Lam Chung Cho Yu Tanaka Suzuki
Yamamoto Nakamura Watanabe Kang Lim Ho Zhou Xu Zhao Tsai Kwon Hong Ito Sato
""")

SOUTH_ASIAN_SURNAMES = _listed("""
Patel Singh Khan Shah Sharma Gupta Kumar Ahmed Ali Desai Mehta Reddy Rao Iyer Joshi Chopra Kapoor Malik Hussain
Agarwal Nair Bhatt Chaudhry Das Mukherjee
""")

VIETNAMESE_SURNAMES = _listed("Nguyen Tran Le Pham Huynh Vo Phan Truong Hoang Dang Bui Do Ngo Duong Nguyễn Trần Phạm")
# Written with a blank, so apart from the lists above.
TWO_WORD_SURNAMES = ("De La Cruz", "De Leon", "Van Dyke", "Van Buren", "St. Clair", "Del Rio", "La Rosa", "De Jong")

SURNAMES: dict[Origin, Sequence[str]] = {
    Origin.GENERAL: [*GENERAL_SURNAMES, *TWO_WORD_SURNAMES],
    Origin.HISPANIC: HISPANIC_SURNAMES,
    Origin.EAST_ASIAN: EAST_ASIAN_SURNAMES,
    Origin.SOUTH_ASIAN: SOUTH_ASIAN_SURNAMES,
    Origin.VIETNAMESE: VIETNAMESE_SURNAMES,
}
# Shares of the population, as in the Census Bureau's surname tables.
SURNAME_SHARES = {
    Origin.GENERAL: 0.74,
    Origin.HISPANIC: 0.17,
    Origin.EAST_ASIAN: 0.045,
    Origin.SOUTH_ASIAN: 0.03,
    Origin.VIETNAMESE: 0.015,
}
FIRST_NAMES: dict[Origin, tuple[Sequence[str], Sequence[str]]] = {
    Origin.GENERAL: (MALE, FEMALE),
    Origin.HISPANIC: (HISPANIC_MALE, HISPANIC_FEMALE),
    Origin.EAST_ASIAN: (EAST_ASIAN_MALE, EAST_ASIAN_FEMALE),
    Origin.SOUTH_ASIAN: (SOUTH_ASIAN_MALE, SOUTH_ASIAN_FEMALE),
    Origin.VIETNAMESE: (VIETNAMESE_MALE, VIETNAMESE_FEMALE),
}


@dataclass(frozen=True, slots=True)
class Surname:
    """One slot of the surname wheel: draw a slot at random and frequent names come up often."""

    slot: int
    name: str
    ascii: str
    origin: int


@dataclass(frozen=True, slots=True)
class FirstName:
    """One slot of the first-name wheel of an origin."""

    origin: int
    slot: int
    name: str
    ascii: str
    male: bool


def plain(name: str) -> str:
    """The name as an e-mail address carries it: ASCII letters, small."""
    decomposed = unicodedata.normalize("NFKD", name.lower().replace("đ", "d"))
    return "".join(letter for letter in decomposed if letter.isascii() and letter.isalpha())


def surname_wheel() -> Iterator[Surname]:
    """Surnames over all slots; the census's skew falls off as (1 + rank / 9) ^ -0.8."""
    ranked = [
        (name, origin, SURNAME_SHARES[origin] * share)
        for origin, names in SURNAMES.items()
        for name, share in zip(names, _shares(len(names), softness=9, power=0.8), strict=True)
    ]
    filled = fill_slots([share for _, _, share in ranked], 4 * SLOTS)
    for slot, index in enumerate(filled):
        name, origin, _ = ranked[index]
        yield Surname(slot, name, plain(name), origin)


def first_name_wheel() -> Iterator[FirstName]:
    """First names over all slots of every origin, half men and half women; a third of families chose general names."""
    for origin, (male, female) in FIRST_NAMES.items():
        ranked = [
            (name, is_male, weight * share)
            for names, is_male, weight in _mixed(origin, male, female)
            for name, share in zip(names, _shares(len(names), softness=12, power=1.0), strict=True)
        ]
        for slot, index in enumerate(fill_slots([share for _, _, share in ranked], SLOTS)):
            name, is_male, _ = ranked[index]
            yield FirstName(origin, slot, name, plain(name), is_male)


def fill_slots(shares: Sequence[float], slots: int) -> list[int]:
    """Which item each slot holds, in order, each item as often as its share says."""
    total = sum(shares)
    ends = [round(slots * running / total) for running in accumulate(shares)]
    filled: list[int] = []
    for index, end in enumerate(ends):
        filled.extend([index] * (end - len(filled)))
    return filled


def _mixed(origin: Origin, male: Sequence[str], female: Sequence[str]) -> list[tuple[Sequence[str], bool, float]]:
    if origin is Origin.GENERAL:
        return [(male, True, 0.5), (female, False, 0.5)]
    return [(male, True, 0.33), (female, False, 0.33), (MALE, True, 0.17), (FEMALE, False, 0.17)]


def _shares(count: int, *, softness: float, power: float) -> list[float]:
    weights = [(1 + rank / softness) ** -power for rank in range(count)]
    total = sum(weights)
    return [weight / total for weight in weights]
